#include "core/request/dates.hpp"

#include "core/request/numbers.hpp"

namespace parley::core::request {

namespace {

struct Name {
    std::string_view text;
    int value;
    bool shy;
};

constexpr Name weekdays[] = {
    {"monday", 0, false},   {"tuesday", 1, false},  {"wednesday", 2, false}, {"thursday", 3, false},
    {"friday", 4, false},   {"saturday", 5, false}, {"sunday", 6, false},    {"mon", 0, true},
    {"tue", 1, true},       {"tues", 1, false},     {"wed", 2, true},        {"weds", 2, false},
    {"thu", 3, true},       {"thur", 3, false},     {"thurs", 3, false},     {"fri", 4, true},
    {"sat", 5, true},       {"sun", 6, true},       {"tuesay", 1, false},    {"wensday", 2, false},
    {"wednsday", 2, false}, {"thrusday", 3, false}, {"firday", 4, false},    {"saterday", 5, false}};

constexpr Name months[] = {
    {"january", 1, false},   {"february", 2, false}, {"march", 3, true},      {"april", 4, false},
    {"may", 5, true},        {"june", 6, false},     {"july", 7, false},      {"august", 8, false},
    {"september", 9, false}, {"october", 10, false}, {"november", 11, false}, {"december", 12, false},
    {"jan", 1, false},       {"feb", 2, false},      {"mar", 3, true},        {"apr", 4, false},
    {"jun", 6, false},       {"jul", 7, false},      {"aug", 8, false},       {"sep", 9, false},
    {"sept", 9, false},      {"oct", 10, false},     {"nov", 11, false},      {"dec", 12, false}};

template <std::size_t count>
const Name* find_name(const Tokens& tokens, std::ptrdiff_t i, const Name (&list)[count]) {
    if (!tokens.is_word(i))
        return nullptr;
    for (const Name& name : list)
        if (name.text == tokens.text(i))
            return &name;
    return nullptr;
}

const Name* weekday_at(const Tokens& tokens, std::ptrdiff_t i) {
    return find_name(tokens, i, weekdays);
}
const Name* month_at(const Tokens& tokens, std::ptrdiff_t i) {
    return find_name(tokens, i, months);
}

Day next_weekday(Day today, int weekday) {
    const int ahead = (weekday - static_cast<int>(weekday_of(today)) + 7) % 7;
    return today + (ahead == 0 ? 7 : ahead);
}

/// A year of four digits, or of two when it is glued on ("15/8/26"); steps `i` over it.
std::optional<int> read_year(const Tokens& tokens, std::ptrdiff_t& i, bool two_digits) {
    if (!tokens.is_number(i))
        return std::nullopt;
    const Token& token = tokens.at(i);
    if (token.decimal || token.hundredths < 0)
        return std::nullopt;
    const std::int64_t value = token.hundredths / 100;
    if (token.digits == 4 && value >= 1900 && value < 2200) {
        ++i;
        return static_cast<int>(value);
    }
    if (two_digits && token.digits == 2) {
        ++i;
        return static_cast<int>(2000 + value);
    }
    return std::nullopt;
}

/// That day of that month in the given year, or else the next one that is not over; nothing for 31 June.
std::optional<Day> resolve(int day, int month, std::optional<int> year, Day today) {
    const int this_year = civil_from_days(today).year;
    for (int candidate = year.value_or(this_year); candidate <= year.value_or(this_year + 8); ++candidate) {
        if (day > days_in_month(candidate, month))
            continue;
        const Day found = days_from_civil(candidate, month, day);
        if (year || found >= today)
            return found;
    }
    return std::nullopt;
}

DayExpression one_day(DayKind kind, Day day, std::ptrdiff_t begin, std::ptrdiff_t end) {
    DayExpression expression;
    expression.kind = kind;
    expression.first = expression.last = day;
    expression.begin = begin;
    expression.end = end;
    return expression;
}

/// 2026-12-05
std::optional<DayExpression> read_iso(const Tokens& tokens, std::ptrdiff_t i) {
    if (!tokens.is_number(i) || tokens.at(i).digits != 4 || !tokens.is(i + 1, "-") || !tokens.is(i + 3, "-"))
        return std::nullopt;
    std::ptrdiff_t at = i;
    const auto year = read_year(tokens, at, false);
    const auto month = read_whole(tokens, i + 2, 1, 12);
    const auto day = read_whole(tokens, i + 4, 1, 31);
    if (!year || !month || !day || *year < 1970 || !tokens.is_number(i + 2) || !tokens.is_number(i + 4))
        return std::nullopt;
    if (day->value > days_in_month(*year, month->value))
        return std::nullopt;
    return one_day(DayKind::date, days_from_civil(*year, month->value, day->value), i, i + 5);
}

/// 5/12, 05/12/2026, 15/8/26: the day comes first, as in Britain.
std::optional<DayExpression> read_slashed(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    if (!tokens.is_number(i) || !tokens.is_number(i + 2) || !tokens.glued(i + 1) || !tokens.glued(i + 2))
        return std::nullopt;
    if (!tokens.is(i + 1, "/") || (tokens.is(i - 1, "/") && tokens.glued(i)))
        return std::nullopt;
    const auto day = read_whole(tokens, i, 1, 31);
    const auto month = read_whole(tokens, i + 2, 1, 12);
    if (!day || !month || tokens.at(i).digits > 2 || tokens.at(i + 2).digits > 2)
        return std::nullopt;
    std::ptrdiff_t end = i + 3;
    std::optional<int> year;
    if (tokens.is(end, "/") && tokens.glued(end)) {
        std::ptrdiff_t at = end + 1;
        year = read_year(tokens, at, true);
        if (!year)
            return std::nullopt;
        end = at;
    }
    // "12/12mm" and "3/4 inch" are sizes.
    if (!year && tokens.is_word(end) && tokens.glued(end))
        return std::nullopt;
    const auto found = resolve(day->value, month->value, year, today);
    if (!found)
        return std::nullopt;
    DayExpression expression = one_day(DayKind::date, *found, i, end);
    expression.slashed = !year;
    return expression;
}

/// "4 december", "3rd of december 2026", and the first of two in "18-27 December".
std::optional<DayExpression> read_day_month(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    const auto day = read_whole(tokens, i, 1, 31);
    if (!day)
        return std::nullopt;
    std::ptrdiff_t end = day->end;
    static constexpr std::string_view joints[] = {"-", "to", "and", "or", "&", "till", "until"};
    if (one_of(tokens.text(end), joints)) {
        const std::ptrdiff_t second_at = tokens.is(end + 1, "the") ? end + 2 : end + 1;
        const auto second = read_whole(tokens, second_at, 1, 31);
        if (second && month_at(tokens, tokens.is(second->end, "of") ? second->end + 1 : second->end))
            end = second->end;
    }
    if (tokens.is(end, "of"))
        ++end;
    const Name* month = month_at(tokens, end);
    if (month == nullptr)
        return std::nullopt;
    ++end;
    const auto year = read_year(tokens, end, false);
    const auto found = resolve(day->value, month->value, year, today);
    if (!found)
        return std::nullopt;
    return one_day(DayKind::date, *found, i, end);
}

/// "July 11th", "June 12 2027". "may 2" needs the ordinal, for people may also do two things.
std::optional<DayExpression> read_month_day(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    const Name* month = month_at(tokens, i);
    if (month == nullptr || !tokens.is_number(i + 1))
        return std::nullopt;
    const auto day = read_whole(tokens, i + 1, 1, 31);
    if (!day || (month->shy && !day->ordinal) || (tokens.glued(day->end) && tokens.is_word(day->end)))
        return std::nullopt;
    std::ptrdiff_t end = day->end;
    if (tokens.is(end, ",") && tokens.is_number(end + 1) && tokens.at(end + 1).digits == 4)
        ++end;
    const auto year = read_year(tokens, end, false);
    const auto found = resolve(day->value, month->value, year, today);
    if (!found)
        return std::nullopt;
    return one_day(DayKind::date, *found, i, end);
}

/// "the 5th", "the 10th of next month": the next such day.
std::optional<DayExpression> read_ordinal(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    const auto day = read_whole(tokens, i, 1, 31);
    if (!day || !day->ordinal)
        return std::nullopt;
    std::ptrdiff_t end = day->end;
    int months_ahead = 0;
    if (tokens.is(end, "of") && (tokens.is(end + 1, "next") || tokens.is(end + 1, "this")) &&
        tokens.is(end + 2, "month")) {
        months_ahead = tokens.is(end + 1, "next") ? 1 : 0;
        end += 3;
    }
    const CivilDate now = civil_from_days(today);
    int month_count = now.year * 12 + now.month - 1 + months_ahead;
    if (months_ahead == 0 && day->value < now.day)
        ++month_count;
    while (day->value > days_in_month(month_count / 12, month_count % 12 + 1))
        ++month_count;
    DayExpression expression =
        one_day(DayKind::date, days_from_civil(month_count / 12, month_count % 12 + 1, day->value), i, end);
    expression.bare_ordinal = true;
    return expression;
}

/// "Friday", "Friday 4 December", "Sat 28th", "Saturday week", "Monday to Friday".
std::optional<DayExpression> read_weekday(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    const Name* weekday = weekday_at(tokens, i);
    if (weekday == nullptr)
        return std::nullopt;
    std::ptrdiff_t after = i + 1;
    if (tokens.is(after, ",") || tokens.is(after, "the"))
        ++after;
    for (const auto read : {read_day_month, read_month_day, read_slashed, read_ordinal}) {
        if (tokens.taken(after))
            break;
        auto dated = read(tokens, after, today);
        if (!dated)
            continue;
        dated->begin = i;
        dated->bare_ordinal = dated->slashed = false;
        return dated;
    }
    DayExpression expression = one_day(DayKind::date, next_weekday(today, weekday->value), i, i + 1);
    expression.shy = weekday->shy;
    if (tokens.is(i + 1, "week") && !tokens.is(i + 2, "day")) {
        expression.first = expression.last = expression.last + 7;
        expression.end = i + 2;
    }
    if ((tokens.is(i + 1, "to") || tokens.is(i + 1, "-") || tokens.is(i + 1, "till")) && weekday_at(tokens, i + 2)) {
        expression.working_week = weekday->value == 0 && weekday_at(tokens, i + 2)->value == 4;
        expression.end = i + 3;
    }
    return expression;
}

/// "this weekend", "next Friday", "next week", "the week after next", "this month".
std::optional<DayExpression> read_this_next(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    static constexpr std::string_view starts[] = {"this", "next", "coming", "following"};
    if ((tokens.is(i, "week") || tokens.is(i, "weekend")) && tokens.is(i + 1, "after") && tokens.is(i + 2, "next")) {
        DayExpression expression = one_day(DayKind::period, monday_of(today) + 20, i, i + 3);
        expression.first = expression.last - (tokens.is(i, "week") ? 6 : 1);
        return expression;
    }
    if (!one_of(tokens.text(i), starts))
        return std::nullopt;
    const bool next = tokens.is(i, "next") || tokens.is(i, "following");
    std::ptrdiff_t at = i + 1;
    if (tokens.is(at, "coming"))
        ++at;
    if (const auto weekday = read_weekday(tokens, at, today)) {
        DayExpression expression = *weekday;
        expression.begin = i;
        expression.shy = false;
        const Name* name = weekday_at(tokens, at);
        if (expression.end == at + 1) {
            const Day in_this_week = monday_of(today) + name->value;
            const Day found = next ? in_this_week + 7 : in_this_week < today ? in_this_week + 7 : in_this_week;
            expression.first = expression.last = found;
        }
        return expression;
    }
    DayExpression expression = one_day(DayKind::period, today, i, at + 1);
    const Day monday = monday_of(today) + (next ? 7 : 0);
    if (tokens.is(at, "week")) {
        expression.first = monday;
        expression.last = monday + 6;
    } else if (tokens.is(at, "weekend")) {
        expression.first = monday + 5;
        expression.last = monday + 6;
    } else if (tokens.is(at, "month")) {
        expression.first = end_of_month(today, next ? 0 : -1) + 1;
        expression.last = end_of_month(today, next ? 1 : 0);
    } else if (!next && (tokens.is(at, "morning") || tokens.is(at, "afternoon") || tokens.is(at, "evening"))) {
        expression.kind = DayKind::relative;
    } else {
        return std::nullopt;
    }
    return expression;
}

/// "year end", "month end"; a tax year has another end.
std::optional<DayExpression> read_period_end(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    static constexpr std::string_view others[] = {"tax", "financial", "company", "accounting", "school"};
    const bool year = tokens.is(i, "year");
    if ((!year && !tokens.is(i, "month")) || !tokens.is(i + 1, "end") || one_of(tokens.text(i - 1), others))
        return std::nullopt;
    const Day last = year ? days_from_civil(civil_from_days(today).year, 12, 31) : end_of_month(today, 0);
    DayExpression expression = one_day(DayKind::date, last, i, i + 2);
    expression.adjective = expression.needs_tie = true;
    return expression;
}

/// "last week of January", "last week of the month".
std::optional<DayExpression> read_last_week_of(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    if (!tokens.is(i, "last") || !tokens.is(i + 1, "week") || !(tokens.is(i + 2, "of") || tokens.is(i + 2, "in")))
        return std::nullopt;
    std::ptrdiff_t at = i + 3;
    if (tokens.is(at, "the"))
        ++at;
    const bool next = tokens.is(at, "next");
    if (next || tokens.is(at, "this"))
        ++at;
    DayExpression expression = one_day(DayKind::period, today, i, at + 1);
    if (const Name* month = month_at(tokens, at)) {
        const auto first = resolve(1, month->value, std::nullopt, end_of_month(today, -1) + 1);
        if (!first)
            return std::nullopt;
        expression.last = end_of_month(*first, 0);
    } else if (tokens.is(at, "month")) {
        expression.last = end_of_month(today, next ? 1 : 0);
    } else {
        return std::nullopt;
    }
    expression.first = expression.last - 6;
    return expression;
}

/// "end of the month", "end of next week", "end of march": the last day, of a week its Friday.
std::optional<DayExpression> read_end_of(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    if (auto expression = read_period_end(tokens, i, today))
        return expression;
    if (auto expression = read_last_week_of(tokens, i, today))
        return expression;
    if (!tokens.is(i, "end") && !tokens.is(i, "middle"))
        return std::nullopt;
    const bool middle = tokens.is(i, "middle");
    std::ptrdiff_t at = i + 1;
    if (tokens.is(at, "of"))
        ++at;
    if (tokens.is(at, "the"))
        ++at;
    const bool next = tokens.is(at, "next");
    if (next || tokens.is(at, "this"))
        ++at;
    DayExpression expression = one_day(DayKind::date, today, i, at + 1);
    if (const Name* month = month_at(tokens, at)) {
        const auto first = resolve(1, month->value, std::nullopt, end_of_month(today, -1) + 1);
        if (!first)
            return std::nullopt;
        expression.first = *first + 14;
        expression.last = middle ? *first + 14 : end_of_month(*first, 0);
    } else if (middle) {
        return std::nullopt;
    } else if (tokens.is(at, "week")) {
        Day friday = monday_of(today) + 4 + (next ? 7 : 0);
        if (friday < today)
            friday = monday_of(today) + 6;
        expression.last = friday;
    } else if (tokens.is(at, "month")) {
        expression.last = end_of_month(today, next ? 1 : 0);
    } else if (tokens.is(at, "year")) {
        expression.last = days_from_civil(civil_from_days(today).year + (next ? 1 : 0), 12, 31);
    } else if (!tokens.is(at, "day")) {
        return std::nullopt;
    }
    expression.first = expression.last;
    expression.adjective = at == i + 2 && month_at(tokens, at) == nullptr; // "end of year", without an article
    return expression;
}

std::optional<DayExpression> read_near(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    static constexpr std::string_view today_words[] = {"today", "tonight", "2day"};
    static constexpr std::string_view tomorrow_words[] = {"tomorrow",  "tomorow", "tommorow",
                                                          "tommorrow", "tmrw",    "tomoz"};
    if (tokens.is(i, "day") && tokens.is(i + 1, "after") && one_of(tokens.text(i + 2), tomorrow_words))
        return one_day(DayKind::relative, today + 2, i, i + 3);
    const bool now = one_of(tokens.text(i), today_words);
    if (!now && !one_of(tokens.text(i), tomorrow_words))
        return std::nullopt;
    // "today or tomorrow" leaves until tomorrow.
    if (now && tokens.is(i + 1, "or") && one_of(tokens.text(i + 2), tomorrow_words))
        return one_day(DayKind::relative, today + 1, i, i + 3);
    return one_day(DayKind::relative, today + (now ? 0 : 1), i, i + 1);
}

struct Feast {
    std::string_view first_word;
    std::string_view second_word; // Empty: one word is enough.
    int month;                    // 0: so many days after Easter Sunday, in `day`.
    int day;
    bool day_before; // Whoever says "by" or "for" it wants things there on the day before.
};

constexpr Feast feasts[] = {
    {"christmas", "eve", 12, 24, false}, {"xmas", "eve", 12, 24, false},     {"christmas", "day", 12, 25, true},
    {"xmas", "day", 12, 25, true},       {"boxing", "day", 12, 26, false},   {"christmas", "", 12, 25, true},
    {"xmas", "", 12, 25, true},          {"new", "years", 12, 31, false},    {"nye", "", 12, 31, false},
    {"new", "year", 12, 31, false},      {"valentines", "", 2, 14, true},    {"valentine", "", 2, 14, true},
    {"halloween", "", 10, 31, false},    {"bonfire", "night", 11, 5, false}, {"fireworks", "night", 11, 5, false},
    {"burns", "night", 1, 25, false},    {"mothers", "day", 0, -21, false},  {"mothering", "sunday", 0, -21, false},
    {"easter", "", 0, 0, true},          {"good", "friday", 0, -2, false}};

std::optional<DayExpression> read_feast(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    if (!tokens.is_word(i))
        return std::nullopt;
    for (const Feast& feast : feasts) {
        if (!tokens.is(i, feast.first_word))
            continue;
        if (!feast.second_word.empty() && !tokens.is(i + 1, feast.second_word))
            continue;
        std::ptrdiff_t end = i + (feast.second_word.empty() ? 1 : 2);
        if (tokens.is(i, "new") && (tokens.is(end, "eve") || tokens.is(end, "day")))
            ++end;
        if (tokens.is(i, "valentines") && tokens.is(end, "day"))
            ++end;
        const int year = civil_from_days(today).year;
        const auto in_year = [&](int y) {
            return feast.month == 0 ? easter(y) + feast.day : days_from_civil(y, feast.month, feast.day);
        };
        const Day day = in_year(year) >= today ? in_year(year) : in_year(year + 1);
        DayExpression expression = one_day(DayKind::feast, day, i, end);
        expression.day_before = feast.day_before;
        return expression;
    }
    return std::nullopt;
}

std::optional<DayExpression> read_month(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    const Name* month = month_at(tokens, i);
    if (month == nullptr)
        return std::nullopt;
    std::ptrdiff_t end = i + 1;
    const auto year = read_year(tokens, end, false);
    const auto first = resolve(1, month->value, year, end_of_month(today, -1) + 1);
    if (!first)
        return std::nullopt;
    DayExpression expression = one_day(DayKind::month, *first, i, end);
    expression.last = end_of_month(*first, 0);
    expression.shy = month->shy;
    return expression;
}

struct Unit {
    std::string_view singular;
    std::string_view plural;
    int days; // 0: hours, -1: months.
};

constexpr Unit units[] = {
    {"day", "days", 1},      {"week", "weeks", 7}, {"wk", "wks", 7}, {"fortnight", "fortnights", 14},
    {"month", "months", -1}, {"hour", "hours", 0}, {"hr", "hrs", 0}};

const Unit* unit_at(const Tokens& tokens, std::ptrdiff_t i) {
    for (const Unit& unit : units)
        if (tokens.is(i, unit.singular) || tokens.is(i, unit.plural))
            return &unit;
    return nullptr;
}

/// "3 days", "a fortnight", "2 or 3 weeks" (the longer one counts): how many of which unit.
struct Length {
    int count = 0;
    const Unit* unit = nullptr;
    std::ptrdiff_t end = 0;
};

std::optional<Length> read_count_of_units(const Tokens& tokens, std::ptrdiff_t i) {
    Length length;
    if (tokens.is(i, "about") || tokens.is(i, "around"))
        ++i;
    if (const auto count = read_whole(tokens, i, 1, 400); count && !count->ordinal) {
        length.count = count->value;
        i = count->end;
        if (tokens.is(i, "or") || tokens.is(i, "-") || tokens.is(i, "to")) {
            if (const auto more = read_whole(tokens, i + 1, 1, 400)) {
                length.count = more->value;
                i = more->end;
            }
        }
    } else if (tokens.is(i, "a") || tokens.is(i, "an")) {
        length.count = 1;
        ++i;
    } else if (tokens.is(i, "fortnight") || tokens.is(i, "week") || tokens.is(i, "month")) {
        length.count = 1;
    } else {
        return std::nullopt;
    }
    if (tokens.is(i, "working"))
        ++i;
    length.unit = unit_at(tokens, i);
    if (length.unit == nullptr)
        return std::nullopt;
    length.end = i + 1;
    return length;
}

Day after(Day today, const Length& length) {
    return length.unit->days < 0 ? add_months(today, length.count)
                                 : today + static_cast<Day>(length.count) * length.unit->days;
}

} // namespace

std::optional<DayExpression> read_length(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    static constexpr std::string_view starts[] = {"in", "within", "inside"};
    std::ptrdiff_t at = i;
    const bool introduced = one_of(tokens.text(i), starts);
    if (introduced) {
        ++at;
        if (tokens.is(at, "the"))
            ++at;
        if (tokens.is(at, "next") || tokens.is(at, "coming"))
            ++at;
    }
    const auto length = read_count_of_units(tokens, at);
    if (!length)
        return std::nullopt;
    if (introduced) {
        DayExpression expression = one_day(DayKind::relative, after(today, *length), i, length->end);
        if (tokens.is(expression.end, "time"))
            ++expression.end;
        if (length->unit->days == 0)
            expression.exactly_after = length->count * seconds(3'600);
        return expression;
    }
    if (length->unit->days < 1)
        return std::nullopt;
    // "a week on Saturday", "1 week today"
    const std::ptrdiff_t from =
        tokens.is(length->end, "on") || tokens.is(length->end, "from") ? length->end + 1 : length->end;
    auto base = read_near(tokens, from, today);
    if (!base && from > length->end)
        base = read_weekday(tokens, from, today);
    if (!base)
        return std::nullopt;
    return one_day(DayKind::relative, after(base->last, *length), i, base->end);
}

std::optional<DayExpression> read_day(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    if (tokens.at(i).kind == TokenKind::sign)
        return std::nullopt;
    if (auto iso = read_iso(tokens, i))
        return iso;
    for (const auto read : {read_slashed, read_day_month, read_month_day, read_weekday, read_this_next, read_end_of,
                            read_near, read_feast, read_ordinal, read_month})
        if (auto expression = read(tokens, i, today))
            return expression;
    return std::nullopt;
}

std::optional<TimeOfDay> read_time(const Tokens& tokens, std::ptrdiff_t i) {
    static constexpr std::string_view noon[] = {"noon", "midday"};
    if (one_of(tokens.text(i), noon))
        return TimeOfDay{12 * 60, i + 1};
    if (!tokens.is_number(i))
        return std::nullopt;
    const auto hour = read_whole(tokens, i, 0, 23);
    if (!hour || hour->ordinal) {
        // "5.30pm" is read as a number with a decimal point.
        const Token& token = tokens.at(i);
        if (!token.decimal || token.hundredths < 0 || token.hundredths >= 1'300 || token.hundredths % 100 >= 60)
            return std::nullopt;
        const int minute = static_cast<int>(token.hundredths / 100 % 12 * 60 + token.hundredths % 100);
        if (tokens.is(i + 1, "pm"))
            return TimeOfDay{minute + 12 * 60, i + 2};
        if (tokens.is(i + 1, "am"))
            return TimeOfDay{minute, i + 2};
        return std::nullopt;
    }
    std::ptrdiff_t end = hour->end;
    int minute = 0;
    const bool clock =
        tokens.is(end, ":") && tokens.glued(end) && tokens.is_number(end + 1) && tokens.at(end + 1).digits == 2;
    if (clock) {
        const auto past = read_whole(tokens, end + 1, 0, 59);
        if (!past)
            return std::nullopt;
        minute = past->value;
        end += 2;
    }
    if (tokens.is(end, "pm") && hour->value <= 12)
        return TimeOfDay{(hour->value % 12 + 12) * 60 + minute, end + 1};
    if (tokens.is(end, "am") && hour->value <= 12)
        return TimeOfDay{hour->value % 12 * 60 + minute, end + 1};
    if (clock)
        return TimeOfDay{hour->value * 60 + minute, end};
    return std::nullopt;
}

} // namespace parley::core::request
