#!/usr/bin/env bash
# Formrule's one entry: installs what is missing, builds, tests, shows. ./build.sh help explains the verbs.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

ENGINE_PACKAGES="cmake ninja-build gcc g++ libc6-dev pkg-config python3 libxml2-dev libexpat1-dev libzip-dev zlib1g-dev libpcre2-dev libutf8proc-dev uthash-dev libsodium-dev"
TEST_PACKAGES="libcunit1-dev libphonenumber-dev python3-nacl python3-openpyxl python3-xlsxwriter clang clang-format libxml2-utils jing trang zip unzip git man-db"
OFFICE_PACKAGES="libreoffice-calc libreoffice-dev libreoffice-l10n-zh-cn python3-uno fonts-noto-cjk xvfb xauth xclip xdotool poppler-utils imagemagick"
JOBS=${JOBS:-$(nproc)}
OFFICE=ON
FIX=
PEERS=

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

help() {
	cat <<-'END'
	usage: ./build.sh VERB [options]

	  run      build, and show it: the service-record workbook with its sample records in Calc, the extension
	           installed in a profile of its own. Without a display the same through a headless Calc: findings as
	           a table, the annotated workbook and a picture of it in build/demo/
	  test     everything: both compilers without warnings, sanitizers, every test, the real LibreOffice
	  build    build/bin/formrule and build/formrule.oxt
	  oxt      the extension only
	  bench    how fast it is on this machine, beside the peers that are installed; --peers installs those from npm first
	  lint     style and structure only (quick); --fix puts the style right
	  golden   write the golden files anew; look at git diff afterwards
	  fuzz     feed broken input to the readers for a minute each
	  help     this

	options: --no-office  engine and command line only, on a machine without LibreOffice
	         JOBS=N       how many compilers at once (default: all cores)
	Missing Debian packages are installed, with sudo when you are not root.
	END
}

# Installs the packages of the list that are missing, saying which.
need() {
	local missing=() package
	for package in "$@"; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
	done
	[ ${#missing[@]} -eq 0 ] && return
	say "installing ${missing[*]}"
	local as=()
	[ "$(id -u)" = 0 ] || as=(sudo)
	"${as[@]}" apt-get update -qq
	DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y --no-install-recommends "${missing[@]}" </dev/null
}

packages() {
	local list=$ENGINE_PACKAGES
	[ "${1:-}" = test ] && list="$list $TEST_PACKAGES"
	[ $OFFICE = ON ] && list="$list $OFFICE_PACKAGES"
	# shellcheck disable=SC2086
	need $list
}

configure() { # folder, further cmake arguments
	local folder=$1
	shift
	local launcher=()
	command -v ccache >/dev/null && launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
	cmake -G Ninja -S . -B "$folder" "${launcher[@]}" "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; return 1; }
}

compile() { # folder, targets
	local folder=$1
	shift
	ninja -j"$JOBS" -C "$folder" "$@" >"$folder.log" 2>&1 || { grep -vE '^\[[0-9]+/' "$folder.log" | head -60; return 1; }
}

build() {
	mkdir -p build
	configure build/release -DFR_OFFICE=$OFFICE -DCMAKE_BUILD_TYPE=Release -DFR_TESTS=OFF
	compile build/release
	mkdir -p build/bin build/share/man/man1 build/share/bash-completion/completions
	cp build/release/bin/formrule build/bin/formrule
	build/bin/formrule man >build/share/man/man1/formrule.1
	build/bin/formrule completion >build/share/bash-completion/completions/formrule
	[ $OFFICE = OFF ] || cp build/release/formrule.oxt build/formrule.oxt
}

# LibreOffice refuses some things to root, and a test must not be able to hurt the machine: started by root, the tree is
# copied to a place of its own and the verb runs there as nobody. What it leaves in the folders named comes back.
as_ordinary_user() { # verb, folders that come back
	local verb=$1 copy=/var/tmp/formrule-$1
	shift
	mkdir -p "$copy/tree"
	find "$copy/tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
	tar -c --exclude=./build --exclude=./build-* . | tar -x -C "$copy/tree"
	mkdir -p "$copy/home"
	chown -R nobody:nogroup "$copy"
	chmod 755 "$copy"
	local validator=${FORMRULE_ODF_VALIDATE:-$PWD/../shared/tools/odf-validate} status=0
	local keep=(HOME="$copy/home" TMPDIR="$copy/home" JOBS="$JOBS" PATH="/usr/local/bin:/usr/bin:/bin" LANG="${LANG:-C.UTF-8}" CI="${CI:-}")
	[ -e "$validator" ] && keep+=(FORMRULE_ODF_VALIDATE="$validator")
	[ -z "${DISPLAY:-}" ] || keep+=(DISPLAY="$DISPLAY")
	local options=()
	[ $OFFICE = ON ] || options=(--no-office)
	(cd "$copy/tree" && setpriv --reuid=nobody --regid=nogroup --clear-groups env -i "${keep[@]}" ./build.sh "$verb" "${options[@]}") || status=$?
	local folder
	for folder in "$@"; do
		[ -e "$copy/tree/$folder" ] || continue
		mkdir -p "$(dirname "$folder")"
		rm -rf "$folder"
		cp -r "$copy/tree/$folder" "$folder"
	done
	return $status
}

ctest_in() { # folder, further ctest arguments
	local folder=$1
	shift
	(cd "$folder" && ctest --output-on-failure --no-tests=error "$@")
}

test_all() {
	packages test
	if [ "$(id -u)" = 0 ]; then
		as_ordinary_user test build/results
		return
	fi
	mkdir -p build/results
	local started=$SECONDS
	export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
	say "gcc, sanitizers: address, undefined, leak"
	configure build/sanitized -DFR_SANITIZE=ON -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++
	compile build/sanitized
	ctest_in build/sanitized -j"$JOBS" -LE office
	say "clang, no warnings"
	configure build/clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++
	compile build/clang
	say "release build"
	build
	/usr/bin/python3 tests/golden/run.py build/bin/formrule .
	if [ $OFFICE = ON ]; then
		say "the real LibreOffice"
		configure build/office -DFR_OFFICE=ON -DCMAKE_BUILD_TYPE=Release
		compile build/office
		# A desktop driven by a robot: what fails is printed, and has one more try, as a window may have been slower than the robot.
		ctest_in build/office -L office --repeat until-pass:2
	else
		echo "LibreOffice tests left out (--no-office)"
	fi
	/usr/bin/python3 tests/structure/requirements.py .
	say "all passed in $((SECONDS - started)) s"
}

verb=${1:-help}
[ $# -eq 0 ] || shift
for option in "$@"; do
	case $option in
	--no-office) OFFICE=OFF ;;
	--fix) FIX=--fix ;;
	--peers) PEERS=--peers ;;
	*)
		echo "build.sh: there is no option $option" >&2
		exit 2
		;;
	esac
done

case $verb in
build)
	packages
	build
	ls -l build/bin/formrule
	[ $OFFICE = OFF ] || ls -l build/formrule.oxt
	;;
oxt)
	packages
	build
	ls -l build/formrule.oxt
	;;
run)
	packages
	if [ "$(id -u)" = 0 ]; then
		as_ordinary_user run build/demo build/bin build/formrule.oxt
	else
		build
		/usr/bin/python3 extension/demo.py --oxt build/formrule.oxt --formrule build/bin/formrule --out build/demo
	fi
	;;
test) test_all ;;
lint)
	packages test
	/usr/bin/python3 tests/structure/includes.py .
	/usr/bin/python3 tests/structure/text.py .
	/usr/bin/python3 tests/structure/format.py . ${FIX:-}
	;;
bench)
	packages
	[ -z "$PEERS" ] || need nodejs npm
	configure build/bench -DCMAKE_BUILD_TYPE=Release -DFR_BENCH=ON -DFR_TESTS=OFF
	compile build/bench
	/usr/bin/python3 tests/bench/bench.py build/bench $PEERS
	;;
golden)
	packages test
	configure build/golden -DCMAKE_BUILD_TYPE=Debug
	compile build/golden
	/usr/bin/python3 tests/golden/run.py --renew build/golden/bin/formrule .
	build/golden/bin/lint-forms tests/lint --update
	build/golden/bin/schemas-reference schemas/README.md --update
	/usr/bin/python3 tests/structure/requirements.py . --update || true
	git diff --stat -- tests
	;;
fuzz)
	packages test
	configure build/fuzz -DFR_FUZZ=ON -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++
	compile build/fuzz
	tests/fuzz/run.sh build/fuzz "${FUZZ_SECONDS:-60}"
	;;
help | --help | -h) help ;;
*)
	echo "build.sh: there is no verb $verb" >&2
	help >&2
	exit 2
	;;
esac
