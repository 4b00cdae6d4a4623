#include "core/talk/contacts.hpp"

#include "core/talk/plain_text.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <utility>

namespace parley::core::talk {

namespace {

constexpr std::array<std::string_view, 4> kind_names{"phone", "email", "link", "handle"};
constexpr std::array<std::string_view, 4> withheld{"[phone number withheld]", "[e-mail address withheld]",
                                                   "[link withheld]", "[name on another network withheld]"};

std::regex pattern(const std::string& text) {
    return std::regex(text, std::regex::ECMAScript | std::regex::optimize);
}

// --- links, addresses, handles ---------------------------------------------------------------------------------

// Endings that are no words of their own; those that are, only as they stand in addresses.
const std::string sure_words = "co\\.uk|org\\.uk|me\\.uk|com|net|org|biz|uk|eu|io|de|fr|ie|co";
const std::string sure_endings = "(?:" + sure_words + ")";
const std::string shop_endings = "shop|store|site|online|info";
// Words that end a name of eight letters or more; after a shorter one a space was forgotten.
const std::string trade_endings = "furniture|london|wales|scot|cymru|ltd|design|studio|kitchen|homes|works|trade|tools|"
                                  "boutique|builders|repair|rentals|direct|deals|market|uk";
const std::string dot_sign = "(?: ?[(\\[{] ?dot ?[)\\]}] ?| dot |\\.)";
const std::string at_sign = "(?: ?[(\\[{] ?at ?[)\\]}] ?| ?@ ?)";

// A name before the sign and one between points have at most 64 characters (RFC 5321, RFC 1035); without that bound a
// long word costs the square of its length.
struct Finder {
    std::regex regex;
    ContactKind kind;
    // One of these stands in whatever the pattern matches. Looking for them first spares nearly every text the pattern.
    std::vector<std::string> needs;

    bool may_find(std::string_view text) const {
        return std::ranges::any_of(needs, [&](const std::string& one) { return text.find(one) != text.npos; });
    }
};

/// ".com", ".net" of "com|net": what stands where one of these endings does, up to its first point.
std::vector<std::string> points_before(std::string_view endings) {
    std::vector<std::string> points;
    while (!endings.empty()) {
        const std::string_view ending = endings.substr(0, endings.find('|'));
        points.push_back("." + std::string(ending.substr(0, ending.find('\\'))));
        endings.remove_prefix(std::min(ending.size() + 1, endings.size()));
    }
    return points;
}

const std::vector<std::string> at_signs{"@", "(at", "( at", "[at", "[ at", "{at", "{ at"};
const std::vector<std::string> at_word{" at "};
const std::vector<std::string> loose_points{".co", ". co", ".net", ". net", ".org", ". org"};
const std::vector<std::string> networks{"insta",  "face",      "fb",    "whats",  "telegram", "snap",
                                        "tiktok", "messenger", "skype", "wechat", "ig"};

const std::vector<Finder>& finders() {
    static const std::vector<Finder> all{
        {pattern("[a-z0-9][a-z0-9._%+-]{0,63}" + at_sign + "[a-z0-9-]{1,63}(?:" + dot_sign + "[a-z0-9-]{1,63}){0,8}" +
                 dot_sign + "[a-z]{2,}"),
         ContactKind::email, at_signs},
        {pattern("[a-z0-9][a-z0-9._%+-]{1,63} at [a-z0-9-]{1,63}(?:" + dot_sign + "[a-z0-9-]{1,63}){0,8}" + dot_sign +
                 sure_endings + "\\b"),
         ContactKind::email, at_word},
        {pattern("[a-z0-9][a-z0-9._%+-]{1,63}" + at_sign + "(?:gmail|hotmail|outlook|yahoo|icloud|proton|aol)\\b"),
         ContactKind::email, at_signs},
        {pattern("[a-z0-9][a-z0-9._%+-]{1,63} at (?:gmail|hotmail|icloud|protonmail)\\b"), ContactKind::email, at_word},
        {pattern("\\b(?:h ?t ?t ?p ?s?|hxxps?|ftp) ?: ?/ ?/ ?[^ ]+"), ContactKind::link, {":"}},
        {pattern("\\bwww ?" + dot_sign + " ?[a-z0-9-]{1,63}(?:" + dot_sign + "[a-z0-9-]{1,63}){0,8}(?:/[^ ]*)?"),
         ContactKind::link,
         {"www"}},
        {pattern("\\b[a-z0-9][a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){0,8}\\." + sure_endings + "\\b(?:/[^ ]*)?"),
         ContactKind::link, points_before(sure_words)},
        {pattern("\\b[a-z0-9][a-z0-9-]{1,63}(?: ?[(\\[{] ?dot ?[)\\]}] ?| dot )(?:[a-z0-9-]{1,63}(?: ?[(\\[{] ?dot "
                 "?[)\\]}] ?| "
                 "dot |\\.))*" +
                 sure_endings + "\\b"),
         ContactKind::link,
         {"dot"}},
        {pattern("\\b[a-z0-9][a-z0-9-]{2,63} ?\\. ?(?:com|co ?\\. ?uk|net|org)\\b"), ContactKind::link, loose_points},
        {pattern("\\b[a-z0-9][a-z0-9-]{0,63}\\.(?:ly|me|gg|to|shop|store|site|online|app|info|link|page)/[^ ]+"),
         ContactKind::link,
         {"/"}},
        {pattern("\\b[a-z0-9][a-z0-9-]{3,63}\\.(?:" + shop_endings + ")(?![a-z0-9.-])"), ContactKind::link,
         points_before(shop_endings)},
        {pattern("\\b[a-z0-9][a-z0-9-]{7,63}\\.(?:" + trade_endings + ")(?![a-z0-9.-])"), ContactKind::link,
         points_before(trade_endings)},
        {pattern("(?:^|[ (:,;])@[a-z_][a-z0-9_.]{2,}"), ContactKind::handle, {"@"}},
        {pattern("\\b(?:instagram|insta|facebook|fb|whatsapp|telegram|snapchat|snap|tiktok|messenger|skype|wechat|ig)"
                 "(?: (?:is|me|us|at|on|under|as|name|handle|page|id|user))* ?[:=] ?@?[a-z0-9_.]{3,}"),
         ContactKind::handle,
         {":", "="}},
        {pattern("\\b(?:instagram|insta|facebook|fb|whatsapp|telegram|snapchat|snap|tiktok|messenger|skype|wechat|ig)"
                 "(?: (?:is|me|us|at|on|under|as|name|handle|page|id|user))* ?(?:@|- ?)?"
                 "(?=[a-z0-9_.]*[0-9_])[a-z][a-z0-9_.]{3,}"),
         ContactKind::handle, networks},
        {pattern(
             "\\b(?:find|follow|add|message|dm|look|search)(?: (?:me|us|for|up))* (?:on|at|under)? ?(?:instagram|insta|"
             "facebook|fb|telegram|snapchat|tiktok|skype|ig)(?: (?:as|under|at|for|called|named))+ "
             "[a-z][a-z0-9_.]{3,}"),
         ContactKind::handle, networks},
    };
    return all;
}

// --- phone numbers ---------------------------------------------------------------------------------------------

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

/// Digits with what people put between them.
struct Number {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string digits;
    std::vector<std::size_t> groups;
    bool plus = false;
    bool slashes = false;   // between groups, as in dates
    std::size_t worded = 0; // digits that were words
};

/// The run of digits that begins at `at`; groups are parted by at most two of space, dash, point, slash and brackets.
Number number_at(const std::string& text, std::size_t at) {
    Number number;
    number.begin = at;
    if (text[at] == '+') {
        number.plus = true;
        ++at;
    }
    std::size_t group = 0;
    std::size_t between = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (is_digit(c)) {
            number.digits += c;
            ++group;
            between = 0;
            number.end = at + 1;
        } else if (std::string_view(" -./()").find(c) != std::string_view::npos && between < 3) {
            // "£50. 07700": a point and a space end a sentence.
            if (c == ' ' && at > 0 && text[at - 1] == '.' && group == 0)
                break;
            if (group > 0)
                number.groups.push_back(std::exchange(group, 0));
            number.slashes = number.slashes || c == '/';
            ++between;
        } else {
            break;
        }
    }
    if (group > 0)
        number.groups.push_back(group);
    return number;
}

bool ends_with_call(const std::string& text, std::size_t at) {
    static const std::regex call(
        pattern("(?:call|ring|phone|tel|telephone|mob|mobile|text|txt|whatsapp|number|dial|cell|me on|us on|reach me)"
                "[a-z ]{0,8}[:.]? ?(?:on|at|is)? ?$"));
    const std::size_t from = at > 40 ? at - 40 : 0;
    return std::regex_search(text.begin() + static_cast<std::ptrdiff_t>(from),
                             text.begin() + static_cast<std::ptrdiff_t>(at), call);
}

/// Whether a run of digits is a number that one could ring: British ones, and any with a plus.
bool can_be_rung(const std::string& text, const Number& number) {
    const std::size_t n = number.digits.size();
    const auto is_single = [](std::size_t length) { return length == 1; };
    const bool spelled = std::all_of(number.groups.begin(), number.groups.end(), is_single);
    // Lists of sizes have many groups; a number that somebody hides digit by digit has single ones.
    const bool grouped =
        number.groups.size() <= 5 || spelled || number.worded >= 3 ||
        std::all_of(number.groups.begin(), number.groups.end() - 1, [](std::size_t l) { return l == 2; });
    if (!grouped || (number.slashes && number.groups.size() >= 3 && number.groups.back() <= 4 && n <= 8))
        return false;
    if (number.plus)
        return n >= 9 && n <= 15;
    const std::string_view digits = number.digits;
    if (digits.starts_with("00"))
        return n >= 11 && n <= 16 && digits[2] != '0';
    if (digits.starts_with("0")) {
        // Pairs are days and months, or sizes; only mobile numbers are written in them.
        const std::vector<std::size_t>& groups = number.groups;
        const bool date = groups.size() >= 3 && groups[0] == 2 && groups[1] == 2 && groups[2] == 4;
        if (date || (groups.front() == 2 && digits[1] != '7'))
            return false;
        return (n == 10 || n == 11) && std::string_view("12378").find(digits[1]) != std::string_view::npos;
    }
    if (digits.starts_with("44"))
        return n == 12;
    return n >= 9 && n <= 12 && ends_with_call(text, number.begin);
}

/// "07700*900*123": one and the same sign between groups that add up to a number to ring.
const std::regex& parted_numbers() {
    static const std::regex parted(
        pattern("(?:\\+44 ?|0)[1-9][0-9]{1,4}(?: ?([_*|:=~]) ?[0-9]{2,4})(?: ?\\1 ?[0-9]{2,4})"
                "{1,3}(?![0-9])|\\b07[0-9]{3} ?x ?[0-9]{3} ?x ?[0-9]{3}\\b"));
    return parted;
}

void find_parted(const PlainText& plain, std::vector<Contact>& found) {
    if (std::ranges::none_of(plain.text, is_digit))
        return;
    for (auto match = std::sregex_iterator(plain.text.begin(), plain.text.end(), parted_numbers());
         match != std::sregex_iterator(); ++match) {
        const auto begin = static_cast<std::size_t>(match->position());
        const auto end = begin + static_cast<std::size_t>(match->length());
        const auto digits = std::count_if(plain.text.begin() + match->position(),
                                          plain.text.begin() + match->position() + match->length(), is_digit);
        const bool starts = begin == 0 || (!is_digit(plain.text[begin - 1]) && !is_letter(plain.text[begin - 1]));
        if (starts && digits >= 10 && digits <= 12)
            found.push_back({begin, end, ContactKind::phone});
    }
}

void find_numbers(const PlainText& plain, std::vector<Contact>& found) {
    const std::string& text = plain.text;
    for (std::size_t at = 0; at < text.size();) {
        const bool starts =
            is_digit(text[at]) || (text[at] == '+' && at + 1 < text.size() &&
                                   (is_digit(text[at + 1]) || text[at + 1] == ' ' || text[at + 1] == '('));
        if (!starts) {
            ++at;
            continue;
        }
        Number number = number_at(text, at);
        for (std::size_t i = number.begin; i < number.end; ++i)
            number.worded += is_digit(text[i]) && plain.places[i].end - plain.places[i].begin > 3 ? 1 : 0;
        const char before = at > 0 ? text[at - 1] : ' ';
        const char after = number.end < text.size() ? text[number.end] : ' ';
        // Parts of model names, amounts and fractions are no numbers of their own.
        const bool alone = !is_letter(before) && std::string_view("#$.,/-").find(before) == std::string_view::npos &&
                           !is_letter(after) && after != '%' && after != '_';
        const bool called = is_letter(before) && ends_with_call(text, at);
        if (number.end > at && (alone || called) && can_be_rung(text, number))
            found.push_back({number.begin, number.end, ContactKind::phone});
        at = std::max(number.end, at + 1);
    }
}

} // namespace

std::span<const std::string_view> names_of(ContactKind) {
    return kind_names;
}

std::vector<Contact> contacts_in(std::string_view text) {
    if (text.empty())
        return {};
    const PlainText plain = plain_text(text);
    std::vector<Contact> found;
    for (const Finder& finder : finders()) {
        if (!finder.may_find(plain.text))
            continue;
        for (auto match = std::sregex_iterator(plain.text.begin(), plain.text.end(), finder.regex);
             match != std::sregex_iterator(); ++match) {
            auto begin = static_cast<std::size_t>(match->position());
            const std::size_t end = begin + static_cast<std::size_t>(match->length());
            // A handle may have taken along what stands before its sign.
            while (begin < end && std::string_view(" (:,;").find(plain.text[begin]) != std::string_view::npos)
                ++begin;
            found.push_back({begin, end, finder.kind});
        }
    }
    find_numbers(plain, found);
    find_parted(plain, found);
    for (Contact& contact : found) {
        contact.begin = plain.places[contact.begin].begin;
        contact.end = plain.places[contact.end - 1].end;
    }
    const PlainText spoken = spoken_digits(plain);
    std::vector<Contact> said;
    find_numbers(spoken, said);
    for (const Contact& contact : said)
        found.push_back({spoken.places[contact.begin].begin, spoken.places[contact.end - 1].end, ContactKind::phone});
    std::ranges::sort(found, [](const Contact& a, const Contact& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::vector<Contact> apart;
    for (const Contact& contact : found) {
        if (!apart.empty() && contact.begin < apart.back().end)
            apart.back().end = std::max(apart.back().end, contact.end);
        else
            apart.push_back(contact);
    }
    return apart;
}

std::string without_contacts(std::string_view text) {
    std::string out;
    std::size_t from = 0;
    for (const Contact& contact : contacts_in(text)) {
        out += text.substr(from, contact.begin - from);
        out += withheld[static_cast<std::size_t>(contact.kind)];
        from = contact.end;
    }
    out += text.substr(from);
    return out;
}

} // namespace parley::core::talk
