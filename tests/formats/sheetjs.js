// Tables as files by SheetJS. In: JSON of sheets with typed cells, on standard input. Out: the files named, each in the format of its ending.
// Usage: node sheetjs.js FOLDER_WITH_NODE_MODULES FILE…
const path = require("path");
const fs = require("fs");
const XLSX = require(path.resolve(process.argv[2], "node_modules", "xlsx"));
const { sheets, formats } = JSON.parse(fs.readFileSync(0, "utf8"));

function cellOf({ kind, value }) {
  if (kind === "text") return { t: "s", v: value };
  if (kind === "boolean") return { t: "b", v: value };
  let number = value;
  if (kind === "date" || kind === "datetime" || kind === "time") number = (Date.parse(value) - Date.UTC(1899, 11, 30)) / 86400000;
  if (kind === "time") number -= Math.floor(number);
  return { t: "n", v: number, z: formats[kind] };
}

const book = XLSX.utils.book_new();
for (const { name, rows } of sheets) {
  const sheet = {};
  let width = 0;
  rows.forEach((row, r) => row.forEach((cell, c) => {
    width = Math.max(width, c + 1);
    if (cell.kind) sheet[XLSX.utils.encode_cell({ r, c })] = cellOf(cell);
  }));
  sheet["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows.length - 1, c: width - 1 } });
  XLSX.utils.book_append_sheet(book, sheet, name);
}
for (const file of process.argv.slice(3)) XLSX.writeFile(book, file, { bookSST: file.endsWith("m") });
