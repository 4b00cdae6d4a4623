// What a reader would stumble over: files too long to read, lines too wide, words that do not belong here.
#include "lint/checkout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace parley::lint {
namespace {

constexpr std::size_t columns_max = 120;
constexpr std::size_t lines_max = 600;

/// Characters, not bytes: the continuation bytes of UTF-8 take no column.
std::size_t width(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Files that a program wrote say so in their first lines, and nobody reads them line by line.
bool is_generated(const File& file) {
    for (std::size_t i = 0; i < std::min<std::size_t>(file.lines.size(), 4); ++i)
        if (std::regex_search(file.lines[i], std::regex("auto-generated|[Gg]enerated (by|from)")))
            return true;
    return false;
}

std::vector<File> all_text() {
    std::vector<File> files;
    for (std::string_view place : {"services",
                                   "tests",
                                   "web",
                                   "loadtest",
                                   "proto",
                                   "sql",
                                   "docs",
                                   "cmake",
                                   "deploy",
                                   "run",
                                   "test",
                                   "README.md",
                                   "CHANGELOG.md",
                                   "SECURITY.md",
                                   "CITATION.cff",
                                   "Dockerfile",
                                   "compose.yaml",
                                   "CMakeLists.txt",
                                   "CMakePresets.json",
                                   ".ci/run"})
        for (auto& file : files_below(place))
            files.push_back(std::move(file));
    return files;
}

/// Reports every line that matches, with its place. A line that has to name what it forbids says `lint: allow`.
void expect_no_line(const std::vector<File>& files, const std::regex& forbidden, const std::string& why) {
    ASSERT_FALSE(files.empty());
    for (const auto& file : files)
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            if (std::regex_search(file.lines[i], forbidden) && file.lines[i].find("lint: allow") == std::string::npos)
                ADD_FAILURE() << file.path << ":" << i + 1 << ": " << why << ": " << trim(file.lines[i]);
}

TEST(Text, WidthCountsCharacters) {
    EXPECT_EQ(width("plain"), 5u);
    EXPECT_EQ(width("\xc2\xa3\xe2\x82\xac"), 2u);
}

TEST(Text, LinesFitTheScreen) {
    for (std::string_view place : {"services", "web/src", "web/docs", "tests", "sql/seed"})
        for (const auto& file : files_below(place)) {
            if (is_generated(file) ||
                !has_extension(file, {".cpp", ".hpp", "CMakeLists.txt", ".ts", ".tsx", ".mjs", ".css", ".html"}))
                continue;
            for (std::size_t i = 0; i < file.lines.size(); ++i)
                if (width(file.lines[i]) > columns_max)
                    ADD_FAILURE() << file.path << ":" << i + 1 << " has " << width(file.lines[i])
                                  << " columns, more than " << columns_max;
        }
}

TEST(Text, FilesAreAboutOneThing) {
    for (std::string_view place : {"services", "web/src"})
        for (const auto& file : files_below(place))
            if (!is_generated(file))
                EXPECT_LE(file.lines.size(), lines_max) << file.path << " is longer than " << lines_max << " lines";
}

TEST(Text, UnfinishedWorkNamesItsIssue) {
    expect_no_line(all_text(), std::regex(R"(\b(TODO|FIXME|XXX)\b(?!\(#[0-9]+\)))"), // lint: allow
                   "unfinished work without an issue number, as in TODO(#12)");      // lint: allow
}

TEST(Text, NobodySleepsWhereAnEventCanBeAwaited) {
    std::vector<File> files;
    for (std::string_view place : {"services", "tests"})
        for (auto& file : files_below(place))
            if (has_extension(file, {".cpp", ".hpp"}))
                files.push_back(std::move(file));
    expect_no_line(files, std::regex(R"(this_thread::sleep_|\b(usleep|nanosleep)\s*\(|::sleep\s*\()"), // lint: allow
                   "await the event instead of sleeping");
}

TEST(Text, NoPathOfSomebodysMachine) {
    expect_no_line(all_text(), std::regex(R"((^|[^A-Za-z0-9_.])/(work|home/[a-z]|root|Users)/)"),
                   "a path of one machine");
}

TEST(Text, PureFoldersReadNoClockAndNoRandomness) {
    std::vector<File> files;
    for (std::string_view place : {"services/core", "services/lab", "services/digest"})
        for (auto& file : files_below(place))
            files.push_back(std::move(file));
    expect_no_line(
        files, std::regex(R"(_clock::now|\brandom_device\b|\bgetenv\b|\bstd::(cout|cerr|ofstream|ifstream|thread)\b)"),
        "core, lab and digest are handed what they need");
}

} // namespace
} // namespace parley::lint
