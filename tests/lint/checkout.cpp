#include "lint/checkout.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace parley::lint {
namespace fs = std::filesystem;

namespace {

bool skipped_folder(const std::string& name) {
    return name == "node_modules" || name == "dist" || name.starts_with("build") || name.starts_with(".");
}

bool is_text(const fs::path& path) {
    static constexpr std::string_view binary[] = {".png", ".jpg", ".webp", ".ico", ".gz", ".woff2", ".pdf", ".zip"};
    return std::find(std::begin(binary), std::end(binary), path.extension().string()) == std::end(binary);
}

std::vector<std::string> lines_of(const fs::path& path) {
    std::vector<std::string> lines;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

} // namespace

fs::path root() {
    const char* dir = std::getenv("PARLEY_SOURCE_DIR");
    return dir == nullptr ? PARLEY_SOURCE_DIR : dir;
}

std::vector<File> files_below(std::string_view folder) {
    std::vector<File> files;
    fs::path start = root() / folder;
    if (fs::is_regular_file(start))
        return {read(folder)};
    if (!fs::is_directory(start))
        return {};
    for (auto entry = fs::recursive_directory_iterator(start); entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->is_directory()) {
            if (skipped_folder(entry->path().filename().string()))
                entry.disable_recursion_pending();
        } else if (entry->is_regular_file() && is_text(entry->path())) {
            files.push_back({fs::relative(entry->path(), root()).generic_string(), lines_of(entry->path())});
        }
    }
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
    return files;
}

File read(std::string_view path) {
    return {std::string(path), lines_of(root() / path)};
}

bool has_extension(const File& file, std::initializer_list<std::string_view> extensions) {
    return std::any_of(extensions.begin(), extensions.end(),
                       [&](std::string_view extension) { return file.path.ends_with(extension); });
}

std::string trim(std::string_view text) {
    auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> pieces;
    while (true) {
        auto end = text.find(separator);
        if (std::string piece = trim(text.substr(0, end)); !piece.empty())
            pieces.push_back(piece);
        if (end == std::string_view::npos)
            return pieces;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> cells(std::string_view line) {
    std::string row = trim(line);
    if (row.size() < 2 || row.front() != '|' || row.back() != '|')
        return {};
    if (row.find_first_not_of("|-: ") == std::string::npos)
        return {};
    std::vector<std::string> result;
    std::string_view rest = std::string_view(row).substr(1);
    while (!rest.empty()) {
        auto end = rest.find('|');
        result.push_back(trim(rest.substr(0, end)));
        rest.remove_prefix(end + 1);
    }
    return result;
}

} // namespace parley::lint
