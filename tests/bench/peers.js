// The checks of form.xml in other people's tools; each prints how many faults it found.
// Usage: node peers.js duckdb|ajv|papaparse|sheetjs FILE [THREADS]   (NODE_PATH names the folder of the packages)
'use strict';
const fs = require('fs');
const [tool, file, threads] = process.argv.slice(2);

const CHANNELS = ['电话', '在线客服', '社交媒体', '邮件', '门店'];
const TYPES = ['产品咨询', '售后投诉', '售后维修', '退换货', '物流催促', '账单发票', '其他'];
const RATINGS = ['响应速度', '解决效果', '服务态度', '专业能力', '跟进情况'];

async function duckdb() {
	const { DuckDBInstance } = require('@duckdb/node-api');
	const connection = await (await DuckDBInstance.create(':memory:', { threads: threads || '1' })).connect();
	const list = (values) => values.map((v) => `'${v}'`).join(',');
	const rating = (c) => `(coalesce(try_cast("${c}" AS DOUBLE), 0) NOT BETWEEN 1 AND 5 OR try_cast("${c}" AS DOUBLE) % 1 <> 0)::INT`;
	const sql = `SELECT sum(
		(客户编号 IS NULL OR NOT regexp_full_match(客户编号, 'KH[0-9]{7}'))::INT
		+ (try_strptime(服务时间, '%Y-%m-%d %H:%M') IS NULL)::INT
		+ (客户姓名 IS NULL OR NOT contains(客户姓名, '*'))::INT
		+ (联系方式 IS NULL OR NOT regexp_full_match(联系方式, '1[3-9][0-9]\\*{4}[0-9]{4}'))::INT
		+ (沟通渠道 IS NULL OR 沟通渠道 NOT IN (${list(CHANNELS)}))::INT
		+ (服务类型 IS NULL OR 服务类型 NOT IN (${list(TYPES)}))::INT
		+ coalesce((问题描述 IS NULL AND try_cast(总体评分 AS INT) <= 7)::INT, 0) + coalesce((length(问题描述) > 200)::INT, 0)
		+ ${RATINGS.map(rating).join(' + ')}
		+ (coalesce(try_cast(总体评分 AS INT), 0) NOT BETWEEN 1 AND 10)::INT
		+ (完成时限 IS NULL AND coalesce(服务类型, '') = '售后投诉')::INT
		+ (完成时限 IS NOT NULL AND try_strptime(完成时限, '%Y-%m-%d') IS NULL)::INT
		+ coalesce((try_strptime(完成时限, '%Y-%m-%d') < try_strptime(服务时间, '%Y-%m-%d %H:%M'))::INT, 0)
		+ (负责人 IS NULL OR NOT contains(负责人, '*'))::INT) AS faults,
		avg((${RATINGS.map((c) => `try_cast("${c}" AS DOUBLE)`).join(' + ')}) / 5) AS score
		FROM read_csv('${file}', all_varchar = true, header = true, delim = ',', quote = '"')`;
	const rows = await (await connection.runAndReadAll(sql)).getRows();
	console.log(Number(rows[0][0]));
}

function validator() {
	const Ajv = require('ajv');
	const rating = { type: 'string', pattern: '^[1-5]$' };
	const masked = { type: 'string', pattern: '\\*' };
	const real = (y, m, d) => m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
	const ajv = new Ajv({ allErrors: true });
	const moment = /^(\d{4})-(\d\d)-(\d\d) ([01]\d|2[0-3]):[0-5]\d$/;
	const day = /^(\d{4})-(\d\d)-(\d\d)$/;
	const is = (pattern) => (s) => { const m = pattern.exec(s); return m !== null && real(+m[1], +m[2], +m[3]); };
	ajv.addFormat('moment', is(moment));
	ajv.addFormat('day', is(day));
	const properties = {
		客户编号: { type: 'string', pattern: '^KH[0-9]{7}$' }, 服务时间: { type: 'string', format: 'moment' }, 客户姓名: masked,
		联系方式: { type: 'string', pattern: '^1[3-9][0-9]\\*{4}[0-9]{4}$' }, 沟通渠道: { enum: CHANNELS }, 服务类型: { enum: TYPES },
		问题描述: { type: 'string', maxLength: 200 }, 总体评分: { type: 'string', pattern: '^([1-9]|10)$' },
		完成时限: { anyOf: [{ const: '' }, { type: 'string', format: 'day' }] }, 负责人: masked,
	};
	for (const name of RATINGS) properties[name] = rating;
	const validate = ajv.compile({ type: 'object', properties, required: Object.keys(properties) });
	return (r) => {
		let faults = 0;
		if (!validate(r)) faults += new Set(validate.errors.map((e) => e.instancePath)).size;
		if (r.问题描述 === '' && +r.总体评分 <= 7) faults++;
		if (r.完成时限 === '' && r.服务类型 === '售后投诉') faults++;
		if (is(day)(r.完成时限) && is(moment)(r.服务时间) && r.完成时限 + ' 00:00' < r.服务时间) faults++;
		return faults;
	};
}

function ajvOnLines() {
	const check = validator();
	let faults = 0;
	require('readline').createInterface({ input: fs.createReadStream(file, 'utf8') })
		.on('line', (line) => { faults += check(JSON.parse(line)); }).on('close', () => console.log(faults));
}

function papaparse() {
	const check = validator();
	let faults = 0;
	require('papaparse').parse(fs.createReadStream(file, 'utf8'), {
		header: true, skipEmptyLines: true, step: (row) => { faults += check(row.data); }, complete: () => console.log(faults),
	});
}

// Reads the rows and does nothing with them.
function sheetjs() {
	const book = require('xlsx').read(fs.readFileSync(file), { dense: true });
	console.log(require('xlsx').utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1 }).length);
}

({ duckdb, ajv: ajvOnLines, papaparse, sheetjs })[tool]();
