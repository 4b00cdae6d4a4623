#include "adapters/system/files.hpp"

#include <zlib.h>

#include <array>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace parley::system {

namespace {

constexpr std::size_t size_max = 256 * 1024 * 1024;

[[noreturn]] void fail(const std::filesystem::path& path, const char* why) {
    throw std::runtime_error(path.string() + ": " + why);
}

} // namespace

std::string read_file(const std::filesystem::path& path) {
    std::error_code unknown; // then opening it says no
    if (const auto kind = std::filesystem::status(path, unknown).type(); kind == std::filesystem::file_type::not_found)
        fail(path, "is not there");
    else if (kind == std::filesystem::file_type::directory)
        fail(path, "is a folder and not a file");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        fail(path, "cannot be opened");
    std::ostringstream text;
    text << file.rdbuf();
    if (!file || text.view().size() > size_max)
        fail(path, "cannot be read");
    return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        fail(path, "cannot be written");
}

std::string read_gzip(const std::filesystem::path& path) {
    struct Close {
        void operator()(gzFile file) const { gzclose(file); }
    };
    const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
    if (!file)
        fail(path, "cannot be opened");
    std::string text;
    std::array<char, 65'536> piece;
    for (;;) {
        const int read = gzread(file.get(), piece.data(), piece.size());
        if (read < 0 || text.size() > size_max)
            fail(path, "is no gzip file that can be read");
        if (read == 0)
            return text;
        text.append(piece.data(), static_cast<std::size_t>(read));
    }
}

} // namespace parley::system
