// The checkout as the lint sees it: its text files, line by line, and the rows of markdown tables. Leaves every
// judgement to the tests.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lint {

/// The root of the checkout: PARLEY_SOURCE_DIR as ./test sets it, else where the binary was built from.
std::filesystem::path root();

struct File {
    std::string path; ///< relative to the root, with slashes
    std::vector<std::string> lines;
};

/// All text files below a folder of the checkout (or one file), in order of their path. What others made or what is
/// made from something else is left out: node_modules, dist, build folders, hidden folders.
std::vector<File> files_below(std::string_view folder);

/// One file; an assertion-friendly empty `lines` when it does not exist.
File read(std::string_view path);

bool has_extension(const File& file, std::initializer_list<std::string_view> extensions);

/// The cells of a markdown table row without their outer spaces; empty for a line that is no row or is the ruler.
std::vector<std::string> cells(std::string_view line);

std::string trim(std::string_view text);

/// Splits at every occurrence of the separator and trims the pieces; empty pieces are dropped.
std::vector<std::string> split(std::string_view text, char separator);

} // namespace parley::lint
