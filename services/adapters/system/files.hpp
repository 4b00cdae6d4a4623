// Whole files, plain or gzip, as text. Sizes are bounded; what the bytes mean is the reader's business.
#pragma once

#include <filesystem>
#include <string>

namespace parley::system {

/// Throws std::runtime_error naming the path when it cannot be read or holds more than 256 MiB once unpacked.
std::string read_file(const std::filesystem::path& path);
/// Throws std::runtime_error naming the path when it cannot be written as a whole.
void write_file(const std::filesystem::path& path, const std::string& text);
/// read_file for a gzip file (RFC 1952).
std::string read_gzip(const std::filesystem::path& path);

} // namespace parley::system
