// docs/capabilities.md promises: | S1 | what | where | test or "planned" |. Every test that it names has to exist, and
// one of a row's tests carries its number.
#include "lint/checkout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

namespace parley::lint {
namespace {

/// All "Suite.Name" of the C++ tests.
std::set<std::string> cpp_tests(const std::vector<File>& files) {
    static const std::regex head(
        R"(\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP|)"
        R"(RC_GTEST_TYPED_FIXTURE_PROP)\(\s*(\w+)\s*,\s*(\w+)\s*[,)])");
    std::set<std::string> names;
    for (const auto& file : files) {
        if (!has_extension(file, {"_test.cpp"}))
            continue;
        std::string text;
        for (const auto& line : file.lines)
            text += line + "\n";
        for (auto match = std::sregex_iterator(text.begin(), text.end(), head); match != std::sregex_iterator();
             ++match)
            names.insert((*match)[1].str() + "." + (*match)[2].str());
    }
    return names;
}

/// Whether a script has a test of this name: the name stands in it as a whole string literal.
bool has_script_test(const File& file, const std::string& name) {
    return std::any_of(file.lines.begin(), file.lines.end(), [&](const std::string& line) {
        for (char quote : {'\'', '"', '`'})
            if (line.find(quote + name + quote) != std::string::npos)
                return true;
        return false;
    });
}

/// The tests that a cell names. Scripts' names may have commas, so only C++ names are split at them.
std::vector<std::string> named_tests(std::string cell) {
    cell = std::regex_replace(cell, std::regex("<br */?>"), ";");
    cell.erase(std::remove(cell.begin(), cell.end(), '`'), cell.end());
    std::vector<std::string> tests;
    for (const auto& piece : split(cell, ';')) {
        if (piece.find(".mjs") != std::string::npos)
            tests.push_back(piece);
        else
            for (const auto& name : split(piece, ','))
                tests.push_back(name);
    }
    return tests;
}

TEST(Capabilities, AreSplitIntoTests) {
    EXPECT_EQ(named_tests("`A.B`, C.D; `tests/system/x.test.mjs: posts, then waits`<br>E.F"),
              (std::vector<std::string>{"A.B", "C.D", "tests/system/x.test.mjs: posts, then waits", "E.F"}));
}

TEST(Capabilities, CppTestsAreFound) {
    auto names = cpp_tests({{"a_test.cpp",
                             {"TEST(Round, Closes) {", "RC_GTEST_PROP(Round, Replays, (int a)) {", "TEST_F(",
                              "    Long, Name) {", "LATEST(No, Test)"}},
                            {"a.cpp", {"TEST(Not, Here)"}}});
    EXPECT_EQ(names, (std::set<std::string>{"Round.Closes", "Round.Replays", "Long.Name"}));
}

TEST(Capabilities, EachRowNamesATestThatExists) {
    File page = read("docs/capabilities.md");
    ASSERT_FALSE(page.lines.empty()) << "docs/capabilities.md is missing";
    auto known = cpp_tests(files_below("tests"));
    static const std::regex id("[A-Z]{1,3}[0-9]+(\\.[0-9]+)?[a-z]?");
    std::set<std::string> seen;
    for (std::size_t i = 0; i < page.lines.size(); ++i) {
        auto row = cells(page.lines[i]);
        if (row.empty() || !std::regex_match(row[0], id))
            continue;
        std::string place = "docs/capabilities.md:" + std::to_string(i + 1) + " (" + row[0] + "): ";
        EXPECT_TRUE(seen.insert(row[0]).second) << place << "this number is taken";
        ASSERT_EQ(row.size(), 4u) << place << "a row has four cells";
        EXPECT_FALSE(row[1].empty()) << place << "what?";
        auto tests = named_tests(row[3]);
        EXPECT_FALSE(tests.empty()) << place << "names no test and does not say planned";
        if (tests.size() == 1 && (tests[0] == "planned" || tests[0] == "\"planned\""))
            continue;
        for (const auto& name : tests) {
            auto colon = name.find(".mjs");
            if (colon == std::string::npos) {
                EXPECT_TRUE(known.contains(name)) << place << "no C++ test is called " << name;
                continue;
            }
            colon += 4;
            std::string path = name.substr(0, colon);
            File script = read(path.starts_with("tests/") || path.starts_with("web/") ? path : "tests/" + path);
            EXPECT_FALSE(script.lines.empty()) << place << "there is no " << script.path;
            if (colon < name.size() && name[colon] == ':')
                EXPECT_TRUE(has_script_test(script, trim(name.substr(colon + 1))))
                    << place << script.path << " has no test called " << trim(name.substr(colon + 1));
            else
                ADD_FAILURE() << place << name << " says no test: write path/file.test.mjs: name";
        }
        const std::regex number("\\b" + row[0] + "\\b");
        EXPECT_TRUE(std::ranges::any_of(tests, [&](const auto& name) { return std::regex_search(name, number); }))
            << place << "no test carries the number of its row";
    }
    EXPECT_FALSE(seen.empty()) << "docs/capabilities.md has no row | S1 | what | where | test |";
}

} // namespace
} // namespace parley::lint
