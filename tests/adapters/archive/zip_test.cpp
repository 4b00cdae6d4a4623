// Zip archives: the same files give the same bytes and come back, and what somebody made to do harm is refused in
// words.
#include "adapters/archive/zip.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <zip.h>

namespace parley::archive {
namespace {

const Files some_files{{"facts.csv", "unit,arm\r\n1,0\r\n"}, {"empty", ""}, {"notes/größe.md", std::string("a\0b", 3)}};

std::string refusal(std::string_view bytes, const Limits& limits = {}) {
    const auto files = files_of_zip(bytes, limits);
    return files ? "" : files.error();
}

/// Puts another text of the same length where one is, in the header of a file and in the list at the end alike.
std::string replaced(std::string bytes, std::string_view from, std::string_view to) {
    EXPECT_EQ(from.size(), to.size());
    int count = 0;
    for (auto at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1), ++count)
        bytes.replace(at, to.size(), to);
    EXPECT_GT(count, 0);
    return bytes;
}

TEST(Zip, ComesBackAsItWent) {
    const std::string bytes = zip_of(some_files);
    EXPECT_TRUE(is_zip(bytes));
    const auto files = files_of_zip(bytes);
    ASSERT_TRUE(files) << files.error();
    EXPECT_EQ(*files, some_files);
}

TEST(Zip, NeedsAFile) {
    EXPECT_THROW(zip_of({}), std::invalid_argument);
}

TEST(Zip, HasNothingOfTheMachineInIt) {
    const std::string first = zip_of(some_files);
    EXPECT_EQ(first, zip_of(some_files));
    // The time and the date of the first file, after signature, version, flags and method: midnight, 1980-01-01.
    EXPECT_EQ(first.substr(10, 4), std::string("\0\0\x21\0", 4));
}

TEST(Zip, MakesLargeFilesSmaller) {
    const Files files{{"a.csv", std::string(1'000'000, 'x')}};
    const std::string bytes = zip_of(files);
    EXPECT_LT(bytes.size(), 5'000U);
    EXPECT_EQ(*files_of_zip(bytes), files);
}

TEST(Zip, KnowsWhatIsNone) {
    for (const char* text : {"", "P", "{\"schema\":1}", "PK", "PK\x01\x02"})
        EXPECT_FALSE(is_zip(text)) << text;
    EXPECT_NE(refusal("PK\x03\x04 and nothing of the kind").find("no whole zip archive"), std::string::npos);
    const std::string bytes = zip_of(some_files);
    EXPECT_NE(refusal(bytes.substr(0, bytes.size() - 30)).find("no whole zip archive"), std::string::npos);
}

TEST(Zip, RefusesPathsThatLeadOut) {
    const std::string bytes = zip_of({{"ab/cd", "text"}});
    for (const char* path : {"../cd", "/b/cd", "ab/..", "./bcd", "a//cd", "C:/cd", "a\\bcd", "ab/\ncd"}) {
        const bool fits = std::string_view(path).size() == 5;
        if (fits)
            EXPECT_NE(refusal(replaced(bytes, "ab/cd", path)).find("the path"), std::string::npos) << path;
        EXPECT_THROW(zip_of({{path, "text"}}), std::invalid_argument) << path;
    }
    EXPECT_THROW(zip_of({{"", "text"}}), std::invalid_argument);
}

TEST(Zip, RefusesAPathThatComesTwice) {
    const std::string bytes = zip_of({{"ab", "one"}, {"cd", "two"}});
    EXPECT_NE(refusal(replaced(bytes, "cd", "ab")), "");
}

TEST(Zip, LeavesFoldersOut) {
    const std::string bytes = zip_of({{"ab", ""}, {"cd", "two"}});
    const auto files = files_of_zip(replaced(bytes, "ab", "x/"));
    ASSERT_TRUE(files) << files.error();
    EXPECT_EQ(*files, (Files{{"cd", "two"}}));
}

TEST(Zip, CountsWhileItUnpacks) {
    const Files files{{"a", std::string(70'000, 'x')}, {"b", std::string(70'000, 'y')}};
    const std::string bytes = zip_of(files);
    EXPECT_EQ(refusal(bytes, {.files = 2, .file_bytes = 70'000, .all_bytes = 140'000}), "");
    EXPECT_EQ(refusal(bytes, {.files = 1}), "the archive holds 2 files, more than 1");
    EXPECT_EQ(refusal(bytes, {.file_bytes = 69'999}), "\"a\" is larger than 69999 bytes once unpacked");
    EXPECT_EQ(refusal(bytes, {.all_bytes = 139'999}), "the archive is larger than 139999 bytes once unpacked");
}

TEST(Zip, DoesNotBelieveWhatABombSaysOfItsSize) {
    const std::string honest = zip_of({{"a", std::string(10'000'000, '\0')}});
    const auto as_bytes = [](std::uint32_t size) {
        std::string bytes;
        for (int shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>(size >> shift & 0xff);
        return bytes;
    };
    const std::string lying = replaced(honest, as_bytes(10'000'000), as_bytes(10));
    const std::string why = refusal(lying, {.file_bytes = 1'000'000});
    EXPECT_NE(why, "");
    EXPECT_NE(refusal(honest, {.file_bytes = 1'000'000}).find("larger than 1000000 bytes"), std::string::npos);
}

TEST(Zip, RefusesWhatIsDamaged) {
    std::string bytes = zip_of({{"a", "text that is long enough to be packed, packed, packed"}});
    // Within the packed bytes of the only file: its header has 30 bytes and a name of one.
    bytes[36] = static_cast<char>(~bytes[36]);
    EXPECT_NE(refusal(bytes).find("\"a\" is damaged"), std::string::npos) << refusal(bytes);
}

TEST(Zip, RefusesWhatIsEncrypted) {
    std::string bytes = zip_of({{"a", "text"}});
    bytes[6] = static_cast<char>(bytes[6] | 1); // the flag in the file's header and in the list at the end
    const auto entry = bytes.find("PK\x01\x02");
    ASSERT_NE(entry, std::string::npos);
    bytes[entry + 8] = static_cast<char>(bytes[entry + 8] | 1);
    EXPECT_EQ(refusal(bytes), "\"a\" is encrypted");
}

RC_GTEST_PROP(Zip, IsReadWithinItsLimitsOrRefusedWhateverIsInIt, ()) {
    std::string bytes = zip_of(some_files);
    for (const int change : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 16)))
        bytes[static_cast<std::size_t>(change >> 8) * bytes.size() / 256] = static_cast<char>(change & 0xff);
    const auto files = files_of_zip(bytes, {.files = 3, .file_bytes = 100, .all_bytes = 150});
    RC_CLASSIFY(files.has_value());
    std::size_t all = 0;
    if (files) {
        for (const auto& [path, text] : *files)
            all += text.size();
        RC_ASSERT(files->size() <= 3U);
    } else {
        RC_ASSERT(!files.error().empty());
    }
    RC_ASSERT(all <= 150U);
}

} // namespace
} // namespace parley::archive
