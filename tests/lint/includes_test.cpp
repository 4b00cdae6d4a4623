// Who may include whom, as services/ARCHITECTURE.md says it.
#include "lint/checkout.hpp"
#include "lint/include_table.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parley::lint {
namespace {

const std::vector<std::string> example = {
    "# Example",
    "",
    "| folder | may include |",
    "|---|:--|",
    "| `core` | digest, `<boost/system/result.hpp>` |",
    "| app | core, runtime, `<boost/asio>` |",
    "| app/ports | core |",
    "| adapters/http, adapters/ws | app/ports, core, `<boost/beast/...>` |",
    "| main.cpp | commands, `roles/*` |",
    "",
    "| folder | may include |",
    "| core | everything |",
};

TEST(IncludeTable, AllowsWhatItNames) {
    auto table = IncludeTable::parse(example);
    for (auto [path, line] : std::initializer_list<std::pair<const char*, const char*>>{
             {"core/a.cpp", "#include \"core/b.hpp\""},
             {"core/formats/a.cpp", "#include \"digest/digest.hpp\""},
             {"core/a.cpp", "#include <boost/system/result.hpp>"},
             {"core/a.cpp", "#include <vector>"},
             {"core/a.cpp", "// talks of #include <boost/asio.hpp>"},
             {"app/a.cpp", "  #  include <boost/asio/post.hpp>"},
             {"app/a.cpp", "#include \"app/ports/ledger.hpp\""},
             {"adapters/ws/a.cpp", "#include <boost/beast/core.hpp>"},
             {"main.cpp", "#include \"roles/gateway.hpp\""},
         })
        EXPECT_EQ(table.objection(path, line), std::nullopt) << path << ": " << line;
}

TEST(IncludeTable, RefusesWhatItDoesNotName) {
    auto table = IncludeTable::parse(example);
    for (auto [path, line] : std::initializer_list<std::pair<const char*, const char*>>{
             {"core/a.cpp", "#include \"app/b.hpp\""},
             {"core/a.cpp", "#include \"core_extra/b.hpp\""},
             {"core/a.cpp", "#include <boost/system/error_code.hpp>"},
             {"core/a.cpp", "#include <nlohmann/json.hpp>"},
             {"core/a.cpp", "#include <unistd.h>"},
             {"core/a.cpp", "#include \"b.hpp\""},
             {"core/a.cpp", "#include \"../app/b.hpp\""},
             {"app/ports/a.hpp", "#include \"app/b.hpp\""},
             {"app/a.cpp", "#include <soci/soci.h>"},
             {"adapters/http/a.cpp", "#include \"adapters/ws/b.hpp\""},
             {"adapters/http/a.cpp", "#include \"app/use_case.hpp\""},
             {"nowhere/a.cpp", "#include \"core/b.hpp\""},
         })
        EXPECT_NE(table.objection(path, line), std::nullopt) << path << ": " << line;
}

TEST(IncludeTable, EndsWithTheFirstTable) {
    auto table = IncludeTable::parse(example);
    EXPECT_NE(table.objection("core/a.cpp", "#include \"everything/b.hpp\""), std::nullopt);
    EXPECT_EQ(table.folder_of("app/ports/deep/a.hpp"), "app/ports");
    EXPECT_TRUE(IncludeTable::parse({"no table", "| a | b |"}).empty());
}

TEST(Includes, FollowTheTableInArchitecture) {
    File page = read("services/ARCHITECTURE.md");
    ASSERT_FALSE(page.lines.empty()) << "services/ARCHITECTURE.md is missing";
    auto table = IncludeTable::parse(page.lines);
    ASSERT_FALSE(table.empty()) << "services/ARCHITECTURE.md has no table | folder | may include |";
    int checked = 0;
    for (const auto& file : files_below("services")) {
        if (!has_extension(file, {".cpp", ".hpp"}))
            continue;
        std::string path = file.path.substr(std::string_view("services/").size());
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            ++checked;
            if (auto why = table.objection(path, file.lines[i]))
                ADD_FAILURE() << file.path << ":" << i + 1 << ": " << *why;
        }
    }
    EXPECT_GT(checked, 0) << "no source was found to check";
}

TEST(Includes, BeastIsSeenByTwoFiles) {
    std::set<std::string> folders;
    for (const auto& file : files_below("services")) {
        bool beast = false;
        for (const auto& line : file.lines)
            beast = beast || line.starts_with("#include <boost/beast");
        if (!beast)
            continue;
        EXPECT_TRUE(has_extension(file, {".cpp"})) << file.path << " is a header that spreads Beast";
        std::string folder = file.path.substr(0, file.path.rfind('/'));
        EXPECT_TRUE(folders.insert(folder).second) << file.path << " is the second of its folder to include Beast";
    }
    EXPECT_EQ(folders, (std::set<std::string>{"services/adapters/http", "services/adapters/ws"}));
}

} // namespace
} // namespace parley::lint
