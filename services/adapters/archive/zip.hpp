// Zip archives in memory: what is published is one file that any program opens, and what somebody hands back is read
// without trusting it. Nothing is written to a disk. What the files mean is the caller's business.
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace parley::archive {

/// Bytes by path, "folder/name" with / between steps.
using Files = std::map<std::string, std::string>;

/// Begins like a zip archive that holds a file, or like an empty one.
bool is_zip(std::string_view bytes);

/// The same bytes for the same files: sorted by path, dated 1980-01-01, each compressed. Throws std::invalid_argument
/// for no files or a path that files_of_zip would refuse, std::runtime_error when the library fails.
std::string zip_of(const Files& files);

struct Limits {
    std::size_t files = 64;
    std::size_t file_bytes = std::size_t{64} * 1024 * 1024; // of one file, unpacked
    std::size_t all_bytes = std::size_t{128} * 1024 * 1024; // of all of them, unpacked
};

/// The files of an archive, folders left out, or a sentence that says why it is refused: it is no whole zip archive,
/// has more than the limits allow (counted while unpacking, whatever the archive claims), a path that is absolute,
/// leads out or comes twice, or a file that is encrypted, damaged or packed in a way that is not read here.
boost::system::result<Files, std::string> files_of_zip(std::string_view bytes, const Limits& limits = {});

} // namespace parley::archive
