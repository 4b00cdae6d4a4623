#include "core/request/location.hpp"

#include "core/request/place_words.hpp"

#include <algorithm>

namespace parley::core::request {

namespace {

constexpr int longest_name = 4; // Words.

/// What of the whole text matters for reading capitals: in one that has none, or nothing else, they say nothing.
struct Style {
    bool has_capitals = false;
    bool all_capitals = true;
    bool lower_only() const { return !has_capitals; }
};

Style style_of(const Tokens& tokens) {
    Style style;
    for (std::ptrdiff_t i = 0; i < tokens.size(); ++i) {
        if (!tokens.is_word(i))
            continue;
        style.has_capitals = style.has_capitals || tokens.at(i).capital;
        style.all_capitals =
            style.all_capitals && (tokens.at(i).shouted || tokens.text(i).size() < 3 || tokens.glued(i));
    }
    return style;
}

/// How the sentence uses the tokens [begin, end).
struct Use {
    bool led = false;     // "in", "near" and their like stand before.
    bool opens = false;   // A phrase begins with it.
    bool closes = false;  // The phrase ends with it, or goes on with words that belong to no name.
    bool capital = false; // Written with a capital where capitals mean something.
    bool starts_sentence = false;
    bool ends_phrase = false;
    bool county_follows = false;
    bool centre_follows = false; // "city centre": what stands before is a city.
    bool part_of_name = false;   // Capitals before it, as in "Nissan Leaf".
    bool elsewhere = false;      // "going to", "made in", "while we are in".
};

bool is_compass(std::string_view word) {
    static constexpr std::string_view list[] = {"north", "south", "east",  "west",   "central",
                                                "inner", "outer", "sunny", "greater"};
    return one_of(word, list);
}

bool leads_elsewhere(const Tokens& tokens, std::ptrdiff_t begin) {
    static constexpr std::string_view list[] = {
        "going",      "off",      "holiday", "trip",   "flying",     "fly",   "travelling",
        "traveling",  "while",    "whilst",  "born",   "originally", "made",  "visiting",
        "holidaying", "imported", "came",    "bought", "ordered",    "style", "honeymoon"};
    for (std::ptrdiff_t i = begin - 1; i >= begin - 4 && !tokens.ends_phrase(i); --i)
        if (one_of(tokens.text(i), list))
            return true;
    return false;
}

/// "Leeds city centre", "Birmingham jewellery quarter": one word, then one that closes a district's name.
bool district_follows(const Tokens& tokens, std::ptrdiff_t end) {
    static constexpr std::string_view list[] = {"quarter", "centre", "center", "station", "airport",
                                                "docks",   "area",   "side",   "village"};
    return tokens.is_word(end) && one_of(tokens.text(end + 1), list);
}

Use use_of(const Tokens& tokens, std::ptrdiff_t begin, std::ptrdiff_t end, const Style& style) {
    Use use;
    std::ptrdiff_t before = begin - 1;
    if (is_compass(tokens.text(before)))
        --before;
    use.led = tokens.is_word(before) && leads_to_place(tokens.text(before)) && !tokens.taken(before);
    use.opens = tokens.ends_phrase(before) || tokens.taken(before);
    use.starts_sentence = tokens.ends_sentence(begin - 1);
    use.ends_phrase = tokens.ends_phrase(end);
    use.county_follows = is_region(tokens.text(tokens.is(end, ",") || tokens.is(end, "in") ? end + 1 : end));
    use.centre_follows = tokens.is(end, "city") && (tokens.is(end + 1, "centre") || tokens.is(end + 1, "center"));
    const bool sign =
        end < tokens.size() && tokens.at(end).kind == TokenKind::sign && !(tokens.is(end, "-") && tokens.glued(end));
    use.closes = use.ends_phrase || sign || tokens.taken(end) || tokens.is_number(end) ||
                 may_follow_place(tokens.text(end)) || !post_town(tokens.text(end)).empty() ||
                 district_follows(tokens, end) || use.county_follows;
    use.capital = tokens.at(begin).capital && !style.all_capitals;
    use.part_of_name = !use.led && !use.opens && tokens.at(begin - 1).capital && !tokens.ends_sentence(begin - 2);
    use.elsewhere = leads_elsewhere(tokens, begin);
    return use;
}

bool is_home(const PlaceFound& place, const Locale& locale) {
    if (place.country == locale.country)
        return true;
    static constexpr std::string_view crown[] = {"IM", "GG", "JE"};
    return locale.country == "GB" && one_of(place.country, crown);
}

/// An everyday word is a place only with a capital where none is due, behind "in" at a phrase's end, or before a county
/// or "city centre".
std::int64_t trust_in_everyday_word(const Tokens& tokens, std::ptrdiff_t begin, const Use& use, const Style& style) {
    if (use.county_follows || use.centre_follows)
        return use.capital || use.led ? 900'000 : 600'000;
    if (use.capital && use.led && use.closes)
        return 860'000;
    if (use.capital && use.opens && use.ends_phrase && begin > 0)
        return use.starts_sentence ? 620'000 : 760'000;
    static constexpr std::string_view plain[] = {"in", "near", "around", "nr", "round"};
    const bool no_capitals = style.lower_only() || style.all_capitals;
    if (no_capitals && use.led && use.ends_phrase && one_of(tokens.text(begin - 1), plain))
        return 560'000;
    return use.capital && use.opens && use.closes && !use.starts_sentence ? 640'000 : 0;
}

std::int64_t trust_in_home(const PlaceFound& place, const Use& use, bool several_words) {
    if (use.county_follows && (use.led || use.opens))
        return 950'000;
    if (use.led && use.closes)
        return 920'000;
    // Where nobody has counted the people, the size says nothing; the name has to be a phrase of its own then.
    const bool known = place.population >= 500 || (place.population == 0 && use.ends_phrase);
    if (use.opens && use.closes && (use.capital || several_words || known))
        return use.capital ? 880'000 : 800'000;
    if (use.led && (use.capital || several_words || place.population >= 2'000))
        return use.capital ? 720'000 : 600'000;
    if (use.capital && use.closes && !use.part_of_name && !use.starts_sentence)
        return 750'000;
    return use.closes && !use.part_of_name && place.population >= 100'000 ? 550'000 : 0;
}

std::int64_t trust_abroad(const PlaceFound& place, const Use& use, const Style& style) {
    const std::int64_t least = place.country == "IE" ? 1'000 : style.lower_only() ? 500'000 : 100'000;
    if (place.population < least)
        return 0;
    if (!use.capital && !(style.lower_only() && use.led))
        return 0;
    if (use.led && use.closes)
        return 780'000;
    return use.opens && use.closes ? 680'000 : 0;
}

/// Words [begin, end) as one name, and where the next word after them begins.
struct Name {
    std::string key;
    std::ptrdiff_t end = 0;
    int words = 0;
};

/// All names that begin at `i`, shortest first: up to four words parted by blanks or hyphens alone.
std::vector<Name> names_from(const Tokens& tokens, std::ptrdiff_t i) {
    std::vector<Name> names;
    Name name;
    while (name.words < longest_name && tokens.is_word(i) && !tokens.taken(i)) {
        if (name.words > 0)
            name.key += ' ';
        name.key += tokens.is(i, "saint") ? std::string_view("st") : tokens.text(i);
        ++name.words;
        name.end = ++i;
        names.push_back(name);
        const bool dotted = tokens.is(i, ".") && tokens.glued(i) && tokens.is(i - 1, "st");
        if (dotted || (tokens.is(i, "-") && tokens.glued(i) && tokens.glued(i + 1)))
            ++i;
    }
    return names;
}

struct Candidate {
    PlaceFound place;
    std::ptrdiff_t begin = 0;
    std::ptrdiff_t end = 0;
    std::int64_t trust = 0;
};

class Reader {
public:
    Reader(const Tokens& tokens, const Gazetteer& gazetteer, const Locale& locale)
        : tokens_(tokens), gazetteer_(gazetteer), locale_(locale), style_(style_of(tokens)) {}

    std::optional<Candidate> best() {
        for (std::ptrdiff_t i = 0; i < tokens_.size();) {
            const std::ptrdiff_t end = tokens_.is_word(i) && !tokens_.taken(i) ? read_at(i) : i;
            i = end > i ? end : i + 1;
        }
        return best_;
    }

private:
    /// Tries the longest name first; gives where it ends, or `i` when nothing begins here.
    std::ptrdiff_t read_at(std::ptrdiff_t i) {
        const std::vector<Name> names = names_from(tokens_, i);
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            const auto places = gazetteer_.find(name->key, locale_.country);
            if (places.empty())
                continue;
            const std::int64_t trust = trust_in(places, *name, i);
            offer({places.front(), i, name->end, trust});
            if (trust > 0 || name->words > 1)
                return name->end;
        }
        read_post_code(i);
        read_transposed(i);
        return i;
    }

    std::int64_t trust_in(const std::vector<PlaceFound>& places, const Name& name, std::ptrdiff_t begin) const {
        const Use use = use_of(tokens_, begin, name.end, style_);
        const bool one_word = name.words == 1;
        if (use.elsewhere || (one_word && is_region(name.key)) || name.key.size() < 3)
            return 0;
        const PlaceFound& place = places.front();
        const bool everyday = one_word && is_everyday_word(name.key);
        std::int64_t trust = 0;
        if (!is_home(place, locale_))
            trust = everyday ? 0 : trust_abroad(place, use, style_);
        else if (everyday)
            trust = trust_in_everyday_word(tokens_, begin, use, style_);
        else
            trust = trust_in_home(place, use, !one_word);
        // Two towns of one name, much the same size: the reader has to ask.
        const bool ambiguous =
            places.size() > 1 && places[1].country == place.country && places[1].population * 2 > place.population;
        return trust > 0 && ambiguous ? trust - 100'000 : trust;
    }

    /// "LS6", "in m20", "SW1A 1AA". One letter and a number is also a chip or a motorway, so that needs a leading word.
    void read_post_code(std::ptrdiff_t i) {
        const std::string_view code = tokens_.text(i);
        const std::string_view town = locale_.country == "GB" ? post_town(code) : std::string_view{};
        if (town.empty())
            return;
        std::ptrdiff_t end = i + 1;
        const bool inward = tokens_.is_number(end) && tokens_.at(end).digits == 1 && tokens_.glued(end + 1) &&
                            tokens_.text(end + 1).size() == 2;
        if (inward)
            end += 2;
        const Use use = use_of(tokens_, i, end, style_);
        const bool two_letters = code.size() > 1 && code[1] >= 'a';
        // GU10 is a lamp, too; in capitals two letters need no more than an end of phrase.
        const bool plain = two_letters && code != "gu10" && tokens_.at(i).shouted && (use.opens || use.ends_phrase);
        if (use.elsewhere || !use.closes || !(inward || use.led || plain))
            return;
        const auto places = gazetteer_.find(fold_name(town), locale_.country);
        if (places.empty() || !is_home(places.front(), locale_))
            return;
        offer({places.front(), i, end, inward || use.led ? 740'000 : 640'000});
    }

    /// Two letters the wrong way round in a name that stands where a place does ("Bradfrod").
    void read_transposed(std::ptrdiff_t i) {
        std::string key(tokens_.text(i));
        if (key.size() < 6 || key.size() > 20 || is_everyday_word(key))
            return;
        const Use use = use_of(tokens_, i, i + 1, style_);
        if (!use.capital || use.starts_sentence || use.elsewhere || !use.closes || !(use.led || use.opens))
            return;
        for (std::size_t at = 0; at + 1 < key.size(); ++at) {
            std::swap(key[at], key[at + 1]);
            const auto places = gazetteer_.find(key, locale_.country);
            if (!places.empty() && is_home(places.front(), locale_) && places.front().population >= 10'000 &&
                !is_everyday_word(key))
                offer({places.front(), i, i + 1, 600'000});
            std::swap(key[at], key[at + 1]);
        }
    }

    void offer(Candidate candidate) {
        if (candidate.trust > 0 && (!best_ || candidate.trust > best_->trust))
            best_ = std::move(candidate);
    }

    const Tokens& tokens_;
    const Gazetteer& gazetteer_;
    const Locale& locale_;
    Style style_;
    std::optional<Candidate> best_;
};

} // namespace

std::optional<Found<PlaceFound>> read_place(Tokens& tokens, const Gazetteer& gazetteer, const Locale& locale) {
    const auto best = Reader(tokens, gazetteer, locale).best();
    if (!best)
        return std::nullopt;
    tokens.take(best->begin, best->end);
    return Found<PlaceFound>{best->place, tokens.span(best->begin, best->end), best->trust};
}

} // namespace parley::core::request
