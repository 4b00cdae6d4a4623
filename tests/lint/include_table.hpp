// The dependency table of services/ARCHITECTURE.md and the question it answers: may this file include that header? A
// row is `| folder | may include |`; the second cell lists folders of services/ and `<header prefixes>`, separated by
// commas.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lint {

class IncludeTable {
public:
    /// Takes the first table whose header row begins with the cells "folder" and "may include".
    static IncludeTable parse(const std::vector<std::string>& lines);

    [[nodiscard]] bool empty() const { return rows_.empty(); }

    /// Why a file of services/ may not have this line, or nothing when it may. The path is relative to services/.
    /// The standard library's headers pass everywhere, and so do a folder's own. A file takes the row with the longest
    /// folder that it is in.
    [[nodiscard]] std::optional<std::string> objection(std::string_view path, std::string_view line) const;

    /// The row that decides for a file, or an empty string.
    [[nodiscard]] std::string folder_of(std::string_view path) const;

private:
    struct Row {
        std::string folder;
        std::vector<std::string> folders; ///< of services/, may end in "/*"
        std::vector<std::string> headers; ///< without angle brackets
    };
    [[nodiscard]] const Row* row_of(std::string_view path) const;

    std::vector<Row> rows_;
};

} // namespace parley::lint
