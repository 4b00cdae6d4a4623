// Sentences as people type them, read with the sectors and places that a node is seeded with. tests/data/requests.jsonl
// was written before the reader; requests_holdout.jsonl before it was first measured. Labels are what a person reads:
// "needed_by" is a day, or a day and an hour, of London; null says that the sentence states nothing.
#include "adapters/system/files.hpp"
#include "core/request/calendar.hpp"
#include "roles/gateway/draft_reader.hpp"
#include "wire/seed_files.hpp"
#include "wire/value_json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>

namespace parley::roles {
namespace {

namespace fs = std::filesystem;
namespace request = core::request;

fs::path checkout() {
    const char* dir = std::getenv("PARLEY_SOURCE_DIR");
    return dir == nullptr ? PARLEY_SOURCE_DIR : dir;
}

fs::path seed() {
    return checkout() / "sql/seed";
}

const std::vector<app::Sector>& seeded_sectors() {
    static const auto sectors = wire::sectors_from(system::read_file(seed() / "sectors.json"));
    return sectors;
}

const DraftReader& seeded_reader() {
    static const DraftReader reader(seeded_sectors(), wire::places_from(system::read_gzip(seed() / "places.csv.gz")));
    return reader;
}

struct Sentence {
    std::int64_t id = 0;
    std::string text;
    core::Instant now;
    std::optional<core::Money> price;
    std::vector<std::string> places;    // Any of them is right; none: no place is stated.
    std::vector<std::string> needed_by; // The same.
    std::vector<std::string> sectors;
};

std::vector<std::string> strings(const core::Value& value) {
    std::vector<std::string> list;
    if (const auto* items = value.as_array())
        for (const core::Value& item : *items)
            list.push_back(*item.as_string());
    return list;
}

std::vector<Sentence> sentences_of(const char* file) {
    std::vector<Sentence> sentences;
    const std::string text = system::read_file(checkout() / "tests/data" / file);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const core::Value line = wire::parse_value(text.substr(at, end - at)).value();
        at = end + 1;
        Sentence sentence;
        sentence.id = *line.at("id").as_integer();
        sentence.text = *line.at("text").as_string();
        sentence.now = core::parse_rfc3339(*line.at("now").as_string()).value();
        if (const core::Value& price = line.at("price"); !price.is_null())
            sentence.price = core::Money{*price.at("amount").as_integer(), *price.at("currency").as_string()};
        sentence.places = strings(line.at("place"));
        sentence.needed_by = strings(line.at("needed_by"));
        sentence.sectors = strings(line.at("sector"));
        sentences.push_back(std::move(sentence));
    }
    return sentences;
}

/// "2026-11-27", or "2026-11-27T17:00" where the label has an hour.
std::string in_london(core::Instant at, bool with_hour) {
    const request::Locale london;
    const request::Day day = request::local_day(at, london);
    const core::Instant civil{day * core::seconds(86'400) + (at - request::at_local(day, 0, london))};
    return core::to_rfc3339(civil).substr(0, with_hour ? 16 : 10);
}

bool same_day(const std::string& label, core::Instant at) {
    return in_london(at, label.find('T') != label.npos) == label;
}

bool same_place(const std::string& label, const request::PlaceFound& place) {
    static constexpr std::array<std::string_view, 5> home{"GB", "IE", "IM", "JE", "GG"};
    return request::fold_name(label) == request::fold_name(place.name) &&
           std::find(home.begin(), home.end(), place.country) != home.end();
}

struct Tally {
    int stated = 0;
    int right = 0;
    int invented = 0;
    bool right_in(int percent) const { return right * 100 >= stated * percent; }
};

struct Score {
    Tally price, place, needed_by;
    Tally sector; // Stated by every sentence.
    std::vector<std::string> failures;

    void count(Tally& tally, const char* field, const Sentence& sentence, bool stated, bool read, bool right) {
        tally.stated += stated;
        tally.right += stated && right;
        tally.invented += !stated && read;
        if (stated ? !right : read)
            failures.push_back(std::string(field) +
                               (!stated ? " invented "
                                : read  ? " wrong "
                                        : " missed ") +
                               std::to_string(sentence.id));
    }
};

template <class T>
std::string words_of(const Sentence& sentence, const std::optional<request::Found<T>>& found) {
    return found ? sentence.text.substr(found->span.begin, found->span.end - found->span.begin) : "nothing";
}

Score score_of(const std::vector<Sentence>& sentences) {
    Score score;
    for (const Sentence& sentence : sentences) {
        const request::Draft draft = seeded_reader().read(sentence.text, sentence.now);
        const std::size_t before = score.failures.size();
        score.count(score.price, "price", sentence, sentence.price.has_value(), draft.budget.has_value(),
                    draft.budget && sentence.price && draft.budget->value == *sentence.price);
        score.count(score.place, "place", sentence, !sentence.places.empty(), draft.place.has_value(),
                    draft.place && std::any_of(sentence.places.begin(), sentence.places.end(), [&](const auto& label) {
                        return same_place(label, draft.place->value);
                    }));
        score.count(score.needed_by, "deadline", sentence, !sentence.needed_by.empty(), draft.needed_by.has_value(),
                    draft.needed_by &&
                        std::any_of(sentence.needed_by.begin(), sentence.needed_by.end(),
                                    [&](const auto& day) { return same_day(day, draft.needed_by->value); }));
        const std::size_t first_three = std::min<std::size_t>(3, draft.sectors.size());
        score.count(score.sector, "sector", sentence, true, !draft.sectors.empty(),
                    std::any_of(draft.sectors.begin(), draft.sectors.begin() + static_cast<std::ptrdiff_t>(first_three),
                                [&](const request::SectorCandidate& candidate) {
                                    return std::find(sentence.sectors.begin(), sentence.sectors.end(),
                                                     candidate.slug) != sentence.sectors.end();
                                }));
        if (score.failures.size() == before)
            continue;
        std::string read = "  read: price \"" + words_of(sentence, draft.budget) + "\", place \"" +
                           words_of(sentence, draft.place) + "\", deadline \"" + words_of(sentence, draft.needed_by) +
                           "\"";
        if (draft.needed_by)
            read += " " + in_london(draft.needed_by->value, true);
        read += ", sectors";
        for (const request::SectorCandidate& candidate : draft.sectors) {
            read += " " + candidate.slug + " (";
            for (const request::Span& span : candidate.spans)
                read += (read.back() == '(' ? "" : ", ") + sentence.text.substr(span.begin, span.end - span.begin);
            read += ")";
        }
        score.failures.push_back("  " + sentence.text);
        score.failures.push_back(read);
    }
    return score;
}

void print(const char* file, const Score& score) {
    std::cout << file << "\n             stated  right       %  invented\n";
    const auto row = [](const char* name, const Tally& tally) {
        std::cout << "  " << std::left << std::setw(9) << name << std::right << std::setw(8) << tally.stated
                  << std::setw(7) << tally.right << std::setw(8) << std::fixed << std::setprecision(1)
                  << 100.0 * tally.right / std::max(tally.stated, 1) << std::setw(10) << tally.invented << '\n';
    };
    row("price", score.price);
    row("place", score.place);
    row("deadline", score.needed_by);
    row("sector", score.sector);
    for (const std::string& line : score.failures)
        std::cout << "  " << line << '\n';
}

void expect_bounds(const Score& score) {
    const auto expect = [](const char* name, const Tally& tally, int percent) {
        EXPECT_GT(tally.stated, 0) << name << " is stated by no sentence, so this test shows nothing";
        EXPECT_TRUE(tally.right_in(percent)) << name << ": " << tally.right << " of " << tally.stated;
        EXPECT_EQ(tally.invented, 0) << name << " was read where none is stated";
    };
    expect("price", score.price, 98);
    expect("place", score.place, 98);
    expect("deadline", score.needed_by, 98);
    expect("sector", score.sector, 90);
}

TEST(Requests, ThreeHundredSentencesWrittenBeforeTheReader) {
    const auto sentences = sentences_of("requests.jsonl");
    ASSERT_EQ(sentences.size(), 300U);
    const Score score = score_of(sentences);
    print("requests.jsonl", score);
    expect_bounds(score);
}

TEST(Requests, SentencesThatTheReaderWasNotTunedOn) {
    const auto sentences = sentences_of("requests_holdout.jsonl");
    ASSERT_GE(sentences.size(), 40U);
    const Score score = score_of(sentences);
    print("requests_holdout.jsonl", score);
    expect_bounds(score);
}

/// Wares and trades are no places, prices or days, even where a village is called Headstone.
TEST(Requests, KeywordsStateNothing) {
    int keywords = 0;
    for (const app::Sector& sector : seeded_sectors())
        for (const std::string& keyword : strings(sector.details.at("keywords"))) {
            const request::Draft draft =
                seeded_reader().read(keyword, core::parse_rfc3339("2026-11-24T09:00:00Z").value());
            EXPECT_FALSE(draft.budget || draft.place || draft.needed_by) << keyword;
            ++keywords;
        }
    EXPECT_GT(keywords, 500);
}

} // namespace
} // namespace parley::roles
