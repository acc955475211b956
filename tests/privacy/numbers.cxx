/* Outside truth: libphonenumber says which of all ten thousand beginnings are mobile numbers in use, what spellings of a number mean, and which phones stand in the labelled sentences. What we see
 * otherwise is listed here with its reason; anything else is a fault.
 * Usage: numbers SENTENCES LISTS */
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

extern "C" {
#include "privacy/lists.h"
}

using namespace i18n::phonenumbers;
static const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
static int faults = 0;

static void fault(const char *what, const std::string &which)
{
	faults++;
	std::printf("%s: %s\n", what, which.c_str());
}

static fr_str view(const std::string &s) { return fr_str_of(s.data(), s.size()); }

/* 522 beginnings are in use by domain facts. libphonenumber 8.12 (metadata of 2022) does not know 1610 yet. */
static const char *const ours_only[] = {"1610"};

static bool is_ours(int prefix)
{
	for (const char *one : ours_only)
		if (prefix == std::atoi(one))
			return true;
	return false;
}

static void prefixes(const fr_lists *lists)
{
	int ours = 0, theirs = 0, both = 0;
	for (int prefix = 0; prefix < 10000; prefix++) {
		char text[16];
		std::snprintf(text, sizeof text, "%04d0000000", prefix);
		bool known = false;
		bool phone = fr_phone_is(lists, fr_str_from(text), &known) && known && text[0] == '1';
		PhoneNumber number;
		bool mobile = util.Parse(text, "CN", &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
			      util.GetNumberType(number) == PhoneNumberUtil::MOBILE && std::string(text, 1) == "1";
		ours += phone, theirs += mobile, both += phone && mobile;
		if (phone && !mobile && !is_ours(prefix))
			fault("in use here, not there", text);
		if (!phone && mobile)
			fault("in use there, not here", text);
	}
	std::printf("prefixes: %d here, %d there, %d in both\n", ours, theirs, both);
	if (ours != 522)
		fault("prefixes in use are not 522", std::to_string(ours));
}

/* Spellings of one number: E.164 by both. */
static void spellings(void)
{
	static const char *const spelled[] = {"13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "+8613812345678",
		"0086 13812345678", "(+86) 13812345678", "１３８１２３４５６７８", "+86-138-1234-5678", "138.1234.5678", "010-88993108",
		"(010) 8899 3108", "+86 10 8899 3108", "+86 (10) 8899-3108", "+861088993108", "0755-84083712", "0571 8899 3108",
		"+86 755 8408 3712", "021-51311869", "0816 2212345", "+86 816 221 2345", "（０２１）５１３１１８６９",
		"+86 (0)21 5131 1869"};
	for (const char *text : spelled) {
		PhoneNumber number;
		std::string theirs;
		if (util.Parse(text, "CN", &number) == PhoneNumberUtil::NO_PARSING_ERROR)
			util.Format(number, PhoneNumberUtil::E164, &theirs);
		fr_buf ours;
		fr_buf_init(&ours, nullptr, 1000);
		fr_phone_normal(fr_str_from(text), &ours);
		std::string mine(ours.p ? ours.p : "", ours.n);
		fr_buf_free(&ours);
		if (mine != theirs)
			fault("spelled", std::string(text) + " is " + mine + " here, " + theirs + " there");
	}
}

static std::string unmark(const std::string &line)
{
	std::string out;
	for (size_t at = 0; at < line.size();) {
		if (line.compare(at, 3, "⟦") == 0)
			at = line.find(':', at) + 1;
		else if (line.compare(at, 3, "⟧") == 0)
			at += 3;
		else
			out += line[at++];
	}
	return out;
}

static std::string digits(const std::string &s)
{
	std::string out;
	for (size_t at = 0; at < s.size();) {
		uint32_t cp;
		size_t n = fr_utf8_decode(view(s), at, &cp);
		cp = fr_fold_character(cp);
		if (cp >= '0' && cp <= '9')
			out += (char)cp;
		at += n ? n : 1;
	}
	if (out.compare(0, 4, "0086") == 0)
		return out.substr(4);
	return out.compare(0, 2, "86") == 0 && out.size() > 11 ? out.substr(2) : out;
}

/* Public service numbers may be shown: they are told apart here and not there. */
static bool is_service(const std::string &d)
{
	return d.compare(0, 3, "400") == 0 || d.compare(0, 3, "800") == 0 || d.compare(0, 2, "95") == 0;
}

/* Sentences where we differ for a reason, by a part of them. */
static const struct {
	const char *part, *why;
} explained[] = {{"参数1.3812345678", "a decimal: a point parts a number into three groups or none"}};

static bool is_explained(const std::string &line)
{
	for (const auto &e : explained)
		if (line.find(e.part) != std::string::npos)
			return true;
	return false;
}

static void sentences(const fr_lists *lists, const char *path)
{
	std::ifstream file(path);
	std::string line;
	int both = 0, differ = 0;
	while (std::getline(file, line)) {
		if (line.empty() || line[0] == '#')
			continue;
		std::string text = unmark(line);
		std::multiset<std::string> theirs, ours;
		PhoneNumberMatcher matcher(util, text, "CN", PhoneNumberMatcher::VALID, 1000);
		while (matcher.HasNext()) {
			PhoneNumberMatch match;
			matcher.Next(&match);
			if (!is_service(digits(match.raw_string())))
				theirs.insert(digits(match.raw_string()));
		}
		fr_span spans[16];
		size_t n = fr_detect(lists, view(text), nullptr, spans, 16);
		for (size_t i = 0; i < n; i++)
			if (spans[i].kind == FR_MASK_PHONE)
				ours.insert(digits(text.substr(spans[i].at, spans[i].n)));
		both += theirs == ours && !ours.empty();
		if (theirs == ours)
			continue;
		differ++;
		if (is_explained(line))
			continue;
		std::string what = line + "\n   here";
		for (const auto &o : ours)
			what += " " + o;
		what += "; there";
		for (const auto &t : theirs)
			what += " " + t;
		fault("sentence", what);
	}
	std::printf("sentences: the same phones in %d, others in %d\n", both, differ);
	if (both < 200)
		fault("too few sentences agree", std::to_string(both));
}

int main(int argc, char **argv)
{
	fr_lists *lists = nullptr;
	fr_error error = {};
	if (argc != 3 || fr_lists_load(nullptr, argv[2], &lists, &error) != FR_OK)
		return 1;
	prefixes(lists);
	spellings();
	sentences(lists, argv[1]);
	fr_lists_free(lists);
	std::printf("%d faults\n", faults);
	return faults ? 1 : 0;
}
