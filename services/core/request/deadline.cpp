#include "core/request/deadline.hpp"

#include "core/request/dates.hpp"

namespace parley::core::request {

namespace {

/// 2200-01-01: beyond it no year is read, and sums of days and microseconds stay far from the end of 64 bits.
constexpr Micros end_of_calendar = 84'006 * seconds(86'400);

/// How the words before a day tie it to the request.
enum class Tie { none, on, by, before, period_of, start, excluded };

bool is_article(std::string_view word) {
    static constexpr std::string_view list[] = {"the",    "of",         "about",         "around", "like", "say",
                                                "latest", "absolutely", "just",          "this",   "next", "then",
                                                "our",    "my",         "approximately", "at",     "a",    "come"};
    return one_of(word, list);
}

Tie tie_of(const Tokens& tokens, std::ptrdiff_t i) {
    const std::string_view word = tokens.text(i);
    static constexpr std::string_view by[] = {"by", "until", "till", "til", "due", "deadline", "buy"};
    static constexpr std::string_view on[] = {"on",       "for",     "is",       "need",   "needed", "delivered",
                                              "delivery", "collect", "arriving", "arrive", "date",   "booked",
                                              "wants",    "want",    "opening",  "during", "over"};
    static constexpr std::string_view start[] = {"from", "starting", "starts", "start", "begin", "beginning"};
    static constexpr std::string_view excluded[] = {"since",  "last", "every",    "each",     "after",
                                                    "except", "most", "until",    "previous", "all",
                                                    "any",    "born", "normally", "usually"};
    if (word == "before") {
        static constexpr std::string_view wish[] = {"would", "id", "wed", "should"};
        const bool compares = tokens.is(i - 1, "like") && !one_of(tokens.text(i - 2), wish); // "like before"
        return tokens.is(i - 1, "not") || compares ? Tie::excluded : Tie::before;
    }
    if (word == "than" && (tokens.is(i - 1, "later") || tokens.is(i - 1, "after")))
        return Tie::by; // "no later than Friday"
    if (word == "time" && tokens.is(i - 1, "in"))
        return Tie::by;
    if (word == "in")
        return Tie::period_of;
    if (word == "sometime")
        return Tie::period_of;
    if (one_of(word, by))
        return Tie::by;
    if (one_of(word, start))
        return Tie::start;
    if (one_of(word, excluded))
        return Tie::excluded;
    if (one_of(word, on))
        return Tie::on;
    return Tie::none;
}

/// "before the party on 18 July", "before we move on 11 Jan": what has to be there before stands between.
bool before_event_on(const Tokens& tokens, std::ptrdiff_t begin) {
    constexpr std::ptrdiff_t longest_event = 5;
    if (!tokens.is(begin - 1, "on"))
        return false;
    for (std::ptrdiff_t i = begin - 2; i >= begin - 2 - longest_event && tokens.is_word(i); --i)
        if (tokens.is(i, "before"))
            return tie_of(tokens, i) == Tie::before;
    return false;
}

/// "Easter at the latest", "Friday latest".
bool latest_follows(const Tokens& tokens, std::ptrdiff_t end) {
    std::ptrdiff_t i = end;
    if (tokens.is(i, "at"))
        ++i;
    if (tokens.is(i, "the"))
        ++i;
    if (tokens.is(i, "very"))
        ++i;
    return tokens.is(i, "latest");
}

/// Looks back over articles, within the phrase. "for" in "in time for" still means by.
Tie tie_before(const Tokens& tokens, std::ptrdiff_t begin) {
    if (before_event_on(tokens, begin))
        return Tie::before;
    for (std::ptrdiff_t i = begin - 1; i >= begin - 4 && !tokens.ends_phrase(i); --i) {
        const Tie tie = tie_of(tokens, i);
        if (tie == Tie::on && tokens.is(i, "for") && tokens.is(i - 1, "time"))
            return Tie::by;
        if (tie != Tie::none)
            return tie;
        if (!is_article(tokens.text(i)))
            return Tie::none;
    }
    return Tie::none;
}

/// "broke on Friday", "moved in in March": what happened is no deadline.
bool past_event(const Tokens& tokens, std::ptrdiff_t begin) {
    static constexpr std::string_view verbs[] = {
        "broke",   "broken", "died",   "stopped", "bought",  "happened", "failed",  "burst", "cracked",
        "crashed", "fell",   "packed", "went",    "lost",    "was",      "were",    "ended", "got",
        "had",     "did",    "left",   "came",    "snapped", "leaked",   "started", "since"};
    for (std::ptrdiff_t i = begin - 1; i >= begin - 4 && !tokens.ends_phrase(i); --i)
        if (one_of(tokens.text(i), verbs))
            return true;
    return false;
}

/// "can drop it off tomorrow", "will bring it in on Friday": when it can be handed over, not when it is needed.
bool hands_over(const Tokens& tokens, std::ptrdiff_t begin) {
    for (std::ptrdiff_t i = begin - 1; i >= begin - 6 && !tokens.ends_phrase(i); --i) {
        if (!tokens.is(i, "drop") && !tokens.is(i, "bring"))
            continue;
        static constexpr std::string_view writer[] = {"can", "could", "ill", "will", "i", "we"};
        if (one_of(tokens.text(i - 1), writer))
            return true;
    }
    return false;
}

/// "baby due in January", "his exam is in September": tells when something is, not when the thing is needed.
bool month_of_something_else(const Tokens& tokens, std::ptrdiff_t begin) {
    static constexpr std::string_view list[] = {"due",    "is",    "starts", "start",   "starting", "born",
                                                "bought", "since", "moved",  "begins",  "are",      "from",
                                                "was",    "last",  "every",  "wedding", "birthday", "exam"};
    for (std::ptrdiff_t i = begin - 1; i >= begin - 5 && !tokens.ends_phrase(i); --i)
        if (one_of(tokens.text(i), list))
            return true;
    return false;
}

/// "Wednesday evenings", "Fridays", "Sunday roast", "Christmas tree": the day only describes what follows.
bool describes_next(const Tokens& tokens, const DayExpression& expression) {
    const std::string_view next = tokens.text(expression.end);
    static constexpr std::string_view habits[] = {"evenings", "mornings", "afternoons", "nights", "lunchtimes", "best"};
    if (one_of(next, habits))
        return true;
    // "end of year accounts", "month end payroll"
    if (expression.adjective && tokens.is_word(expression.end) && !latest_follows(tokens, expression.end)) {
        static constexpr std::string_view goes_on[] = {"please", "pls", "if",      "as",        "or",   "and",
                                                       "in",     "at",  "ideally", "for",       "near", "max",
                                                       "under",  "so",  "but",     "preferably"};
        return !one_of(next, goes_on);
    }
    if (expression.kind != DayKind::feast) {
        static constexpr std::string_view things[] = {"roast", "league", "school", "papers",
                                                      "paper", "times",  "lunches"};
        return one_of(next, things) && expression.end == expression.begin + 1;
    }
    return false;
}

/// A feast without "by" or "for" is an adjective, except for presents: those have to be there on the day.
bool feast_is_meant(const Tokens& tokens, const DayExpression& feast, Tie tie) {
    if (tie == Tie::by || tie == Tie::before)
        return true;
    if (tokens.is(feast.begin, "valentines") || tokens.is(feast.begin, "valentine"))
        return true;
    static constexpr std::string_view gifts[] = {"present", "presents", "gift", "gifts", "box"};
    if (one_of(tokens.text(feast.end), gifts))
        return true;
    const bool year_begins =
        tokens.is(feast.begin, "new") && tokens.is(feast.begin + 1, "year") && feast.end == feast.begin + 2;
    if (year_begins)
        return false; // "in the new year", "for the new year" say nothing of a day.
    const bool followed = tokens.is_word(feast.end) && !tokens.ends_phrase(feast.end);
    static constexpr std::string_view carries_on[] = {"so",  "and",   "or", "please", "pls",  "if",  "as",   "but",
                                                      "max", "under", "at", "in",     "near", "for", "this", "thanks",
                                                      "we",  "i",     "my", "would",  "with", "up"};
    const bool adjective = followed && !one_of(tokens.text(feast.end), carries_on);
    if (tie == Tie::on)
        return !adjective;
    return feast.end > feast.begin + 1 && !adjective; // "new years eve", "Christmas eve", "Mother's Day"
}

struct Reading {
    DayExpression expression;
    Day day = 0;
    std::optional<int> minute;
    std::int64_t trust = 0;
};

std::int64_t trust_of(Tie tie) {
    switch (tie) {
    case Tie::by:
    case Tie::before:
        return 960'000;
    case Tie::on:
        return 880'000;
    case Tie::period_of:
        return 850'000;
    case Tie::start:
        return 780'000;
    case Tie::none:
        return 750'000;
    case Tie::excluded:
        break;
    }
    return 0;
}

/// "by the weekend" means before it begins, "by April" before the month does.
Day resolve(const Tokens& tokens, const DayExpression& expression, Tie tie) {
    const bool until_start = tie == Tie::before || tie == Tie::by;
    switch (expression.kind) {
    case DayKind::feast:
        if (tie == Tie::before)
            return expression.first - 1;
        return expression.day_before && (tie == Tie::by || tie == Tie::on || tie == Tie::none) ? expression.first - 1
                                                                                               : expression.first;
    case DayKind::month:
        return until_start ? expression.first - 1 : expression.last;
    case DayKind::period:
        if (tokens.is(expression.end - 1, "weekend") && until_start)
            return expression.first - 1;
        return tie == Tie::before ? expression.first - 1 : expression.last;
    case DayKind::date:
        // "before the end of the month", "before year end"
        if (tokens.is(expression.begin, "end") || tokens.is(expression.end - 1, "end"))
            return expression.last;
        break;
    case DayKind::relative:
        break;
    }
    return tie == Tie::before ? expression.last - 1 : expression.last;
}

/// "by the weekend", "over the weekend": a weekend without "this" or "next".
std::optional<DayExpression> read_weekend(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    if (!tokens.is(i, "weekend") || !tokens.is(i - 1, "the"))
        return std::nullopt;
    DayExpression expression;
    expression.kind = DayKind::period;
    expression.first = today - static_cast<int>(weekday_of(today)) + 5;
    expression.last = expression.first + 1;
    expression.begin = i;
    expression.end = i + 1;
    return expression;
}

bool acceptable(const Tokens& tokens, const DayExpression& expression, Tie tie) {
    if (tie == Tie::excluded || expression.working_week || describes_next(tokens, expression))
        return false;
    if (tie != Tie::by && tie != Tie::before && past_event(tokens, expression.begin))
        return false;
    if (tie != Tie::by && tie != Tie::before && hands_over(tokens, expression.begin))
        return false;
    if (expression.needs_tie && tie != Tie::by && tie != Tie::before)
        return false;
    if ((expression.shy || expression.slashed) && expression.kind != DayKind::month && tie == Tie::none)
        return false;
    if (tokens.is(expression.begin - 1, "black") && tokens.is(expression.begin, "friday"))
        return false;
    if (expression.bare_ordinal) {
        static constexpr std::string_view counted[] = {"floor", "century",   "birthday", "anniversary", "hand",
                                                       "time",  "birthdays", "storey",   "year",        "party",
                                                       "one",   "edition",   "gear"};
        if (tie == Tie::none || one_of(tokens.text(expression.end), counted))
            return false;
        return tokens.is(expression.begin - 1, "the") || tie == Tie::by || tie == Tie::before;
    }
    switch (expression.kind) {
    case DayKind::feast:
        return feast_is_meant(tokens, expression, tie);
    case DayKind::month:
        if (tie == Tie::by || tie == Tie::before)
            return !expression.shy || tokens.ends_phrase(expression.end) || tokens.at(expression.begin).capital;
        if (tie != Tie::period_of)
            return false;
        return !month_of_something_else(tokens, expression.begin);
    case DayKind::period:
    case DayKind::date:
    case DayKind::relative:
        break;
    }
    return true;
}

/// An hour right after the day ("friday before 5pm", "Thursday at noon") or right before it ("by 5pm on Friday").
void read_hour(const Tokens& tokens, Reading& reading) {
    std::ptrdiff_t i = reading.expression.end;
    if (tokens.is(i, ","))
        ++i;
    static constexpr std::string_view links[] = {"at", "by", "before", "around", "for", "@"};
    const bool linked = one_of(tokens.text(i), links);
    if (linked)
        ++i;
    if (const auto time = read_time(tokens, i)) {
        // "7 till midnight" and "9-5" are hours of an event, not of a need.
        if (tokens.is(time->end, "-") || tokens.is(time->end, "till") || tokens.is(time->end, "to"))
            return;
        reading.minute = time->minute;
        reading.expression.end = time->end;
        return;
    }
    const std::ptrdiff_t last =
        tokens.is(reading.expression.begin - 1, "on") ? reading.expression.begin - 2 : reading.expression.begin - 1;
    for (std::ptrdiff_t begin = last; begin > last - 4; --begin) {
        const auto time = read_time(tokens, begin);
        if (!time || time->end != last + 1)
            continue;
        if (!tokens.is(begin - 1, "by") && !tokens.is(begin - 1, "before"))
            continue;
        reading.minute = time->minute;
        reading.expression.begin = begin;
        reading.trust = trust_of(Tie::by);
        return;
    }
}

/// "going away on the 14th so I need it before that" turns the day named into the day after.
bool before_that_follows(const Tokens& tokens, std::ptrdiff_t from) {
    for (std::ptrdiff_t i = from; i < from + 9 && !tokens.ends_sentence(i); ++i)
        if (tokens.is(i, "before") && (tokens.is(i + 1, "that") || tokens.is(i + 1, "then")))
            return true;
    return false;
}

std::optional<Reading> read_at(const Tokens& tokens, std::ptrdiff_t i, Day today) {
    auto expression = read_length(tokens, i, today);
    if (!expression)
        expression = read_day(tokens, i, today);
    if (!expression)
        expression = read_weekend(tokens, i, today);
    if (!expression)
        return std::nullopt;
    Reading reading;
    reading.expression = *expression;
    Tie tie = tie_before(tokens, expression->begin);
    if (tie == Tie::none && latest_follows(tokens, expression->end))
        tie = Tie::by;
    if (!acceptable(tokens, *expression, tie))
        return reading;
    if (tie != Tie::before && expression->kind == DayKind::date && before_that_follows(tokens, expression->end))
        tie = Tie::before;
    reading.day = resolve(tokens, *expression, tie);
    reading.trust = trust_of(tie);
    read_hour(tokens, reading);
    return reading;
}

std::optional<Instant> instant_of(const Reading& reading, Instant now, const Locale& locale) {
    Instant at = end_of_local_day(reading.day, locale);
    if (reading.expression.exactly_after)
        at = now + *reading.expression.exactly_after;
    if (reading.minute)
        at = at_local(reading.day, *reading.minute, locale);
    return at > now ? std::optional(at) : std::nullopt;
}

} // namespace

std::optional<Found<Instant>> read_deadline(Tokens& tokens, Instant now, const Locale& locale) {
    if (now < Instant{} || now >= Instant{end_of_calendar})
        return std::nullopt;
    const Day today = local_day(now, locale);
    std::optional<Found<Instant>> best;
    Reading taken;
    for (std::ptrdiff_t i = 0; i < tokens.size();) {
        const auto reading = tokens.taken(i) ? std::nullopt : read_at(tokens, i, today);
        if (!reading) {
            ++i;
            continue;
        }
        const auto at = reading->trust > 0 ? instant_of(*reading, now, locale) : std::nullopt;
        if (at && (!best || reading->trust > best->confidence_ppm)) {
            best = Found<Instant>{*at, tokens.span(reading->expression.begin, reading->expression.end), reading->trust};
            taken = *reading;
        }
        i = reading->expression.end > i ? reading->expression.end : i + 1;
    }
    if (best)
        tokens.take(taken.expression.begin, taken.expression.end);
    return best;
}

} // namespace parley::core::request
