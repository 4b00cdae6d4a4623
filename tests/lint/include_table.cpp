#include "lint/include_table.hpp"

#include "lint/checkout.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace parley::lint {
namespace {

/// <vector> passes everywhere, <unistd.h> and <boost/asio/post.hpp> only where the table names them: the standard
/// library's headers are those without a folder and without an ending.
bool is_standard(std::string_view header) {
    return header.find_first_of("/.") == std::string_view::npos;
}

std::string bare(std::string_view cell) {
    std::string text;
    for (char c : cell)
        if (c != '`' && c != '*' && c != '\\')
            text += c;
    return trim(text);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// "core" covers "core/x.hpp" and "core", not "core_extra/x.hpp".
bool within(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// "boost/asio" covers "boost/asio.hpp" and "boost/asio/post.hpp", not "boost/asio_extra.hpp".
bool covers_header(std::string_view prefix, std::string_view header) {
    if (!header.starts_with(prefix))
        return false;
    return header.size() == prefix.size() || prefix.ends_with('/') || header[prefix.size()] == '/' ||
           header[prefix.size()] == '.';
}

} // namespace

IncludeTable IncludeTable::parse(const std::vector<std::string>& lines) {
    IncludeTable table;
    bool inside = false;
    for (const auto& line : lines) {
        auto row = cells(line);
        bool ruler = row.empty() && !trim(line).empty() && trim(line).front() == '|';
        if (!inside) {
            inside = row.size() >= 2 && lower(bare(row[0])) == "folder" && lower(bare(row[1])) == "may include";
        } else if (row.size() >= 2) {
            // One row may name several folders that share their rule.
            for (auto folder : split(bare(row[0]), ',')) {
                if (folder.ends_with('/'))
                    folder.pop_back();
                Row rule{folder, {}, {}};
                for (auto allowed : split(row[1], ',')) {
                    allowed = trim(allowed);
                    auto open = allowed.find('<');
                    if (open != std::string::npos) {
                        std::string header = allowed.substr(open + 1, allowed.find('>') - open - 1);
                        while (header.ends_with('*') || header.ends_with('.'))
                            header.pop_back();
                        rule.headers.push_back(header);
                    } else {
                        bool star = allowed.find("/*") != std::string::npos;
                        allowed = bare(allowed);
                        if (allowed.ends_with('/'))
                            allowed.pop_back();
                        if (!allowed.empty())
                            rule.folders.push_back(star ? allowed + "/*" : allowed);
                    }
                }
                table.rows_.push_back(std::move(rule));
            }
        } else if (!ruler) {
            break;
        }
    }
    return table;
}

const IncludeTable::Row* IncludeTable::row_of(std::string_view path) const {
    const Row* best = nullptr;
    for (const auto& row : rows_)
        if (within(path, row.folder) && (best == nullptr || row.folder.size() > best->folder.size()))
            best = &row;
    return best;
}

std::string IncludeTable::folder_of(std::string_view path) const {
    const Row* row = row_of(path);
    return row == nullptr ? std::string() : row->folder;
}

std::optional<std::string> IncludeTable::objection(std::string_view path, std::string_view line) const {
    static const std::regex include(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
    std::match_results<std::string_view::const_iterator> match;
    if (!std::regex_search(line.begin(), line.end(), match, include))
        return std::nullopt;
    bool own = match[1] == "\"";
    std::string header = match[2];
    const Row* row = row_of(path);
    if (row == nullptr)
        return "the table has no row for services/" + std::string(path);

    if (own) {
        if (header.starts_with(".") || header.find('/') == std::string::npos)
            return "\"" + header + "\" is not written from services/ on";
        if (within(header, row->folder))
            return std::nullopt;
        for (const auto& folder : row->folders) {
            bool any_below = folder.ends_with("/*");
            if (within(header, any_below ? std::string_view(folder).substr(0, folder.size() - 2) : folder))
                return std::nullopt;
        }
        return row->folder + " may not include \"" + header + "\"";
    }

    if (is_standard(header))
        return std::nullopt;
    for (const auto& prefix : row->headers)
        if (covers_header(prefix, header))
            return std::nullopt;
    return row->folder + " may not include <" + header + ">";
}

} // namespace parley::lint
