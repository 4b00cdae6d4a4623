#include "adapters/archive/zip.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include <zip.h>

namespace parley::archive {

namespace {

/// Closing would write: what is only looked at, or went wrong, is let go.
struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, FreeSource>;

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using OpenFile = std::unique_ptr<zip_file_t, CloseFile>;

/// libzip's account of what went wrong, with the memory it needs for that.
class Failure {
public:
    Failure() { zip_error_init(&error_); }
    ~Failure() { zip_error_fini(&error_); }
    Failure(const Failure&) = delete;
    Failure& operator=(const Failure&) = delete;
    zip_error_t* get() { return &error_; }
    std::string text() { return zip_error_strerror(&error_); }

private:
    zip_error_t error_{};
};

std::string in_quotes(std::string_view path) {
    std::string quoted = "\"";
    for (const char c : path)
        quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return quoted + '"';
}

/// Why a path is none that stays within a folder on every system, or nothing.
std::optional<std::string> fault_of(std::string_view path) {
    if (path.empty())
        return "is empty";
    if (path.front() == '/' || path.find(':') != std::string_view::npos)
        return "is absolute";
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (path.find('\\') != std::string_view::npos || std::ranges::any_of(path, is_control))
        return "has a character that no path may have here";
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t to = std::min(path.find('/', from), path.size());
        const std::string_view step = path.substr(from, to - from);
        if (step.empty() || step == "." || step == "..")
            return "has a step that leads nowhere or out of its folder";
        from = to + 1;
    }
    return std::nullopt;
}

[[noreturn]] void fail(std::string_view what, zip_t* archive) {
    throw std::runtime_error("zip: " + std::string(what) + ": " + zip_strerror(archive));
}

void add(zip_t* archive, const std::string& path, const std::string& bytes) {
    if (const auto fault = fault_of(path))
        throw std::invalid_argument("zip: the path " + in_quotes(path) + ' ' + *fault);
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    if (source == nullptr)
        fail(path, archive);
    const zip_int64_t index = zip_file_add(archive, path.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        fail(path, archive);
    }
    // The first day that the format can tell, and the rights of a plain file, so that no machine's clock or habits are
    // in the bytes.
    constexpr zip_uint16_t midnight = 0, first_of_1980 = (1 << 5) | 1;
    constexpr zip_uint32_t plain_file = 0100644U << 16;
    constexpr zip_uint32_t best = 9;
    const auto at = static_cast<zip_uint64_t>(index);
    if (zip_file_set_dostime(archive, at, midnight, first_of_1980, 0) != 0 ||
        zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, plain_file) != 0 ||
        zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, best) != 0)
        fail(path, archive);
}

std::string bytes_of(zip_source_t* source) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        throw std::runtime_error("zip: the archive that was made cannot be read back");
    std::string bytes(stat.size, '\0');
    const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (got != static_cast<zip_int64_t>(bytes.size()))
        throw std::runtime_error("zip: the archive that was made cannot be read back");
    return bytes;
}

/// A refusal on its way out of the functions below.
struct Refused {
    std::string why;
};

std::string too_large(std::string_view what, std::size_t bytes) {
    return std::string(what) + " is larger than " + std::to_string(bytes) + " bytes once unpacked";
}

/// Unpacks piece by piece and stops at the limit: what the archive says of sizes is not believed.
std::string unpacked(zip_t* archive, zip_uint64_t index, const std::string& name, std::size_t limit) {
    const OpenFile file(zip_fopen_index(archive, index, 0));
    if (!file)
        throw Refused{name + " cannot be unpacked: " + zip_strerror(archive)};
    std::string bytes;
    std::string piece(std::size_t{64} * 1024, '\0');
    for (;;) {
        const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0)
            throw Refused{name + " is damaged: " + zip_error_strerror(zip_file_get_error(file.get()))};
        if (got == 0)
            return bytes;
        if (static_cast<std::size_t>(got) > limit - bytes.size())
            throw Refused{too_large(name, limit)};
        bytes.append(piece, 0, static_cast<std::size_t>(got));
    }
}

Files all_files(zip_t* archive, const Limits& limits) {
    const auto count = static_cast<std::size_t>(zip_get_num_entries(archive, 0));
    if (count > limits.files)
        throw Refused{"the archive holds " + std::to_string(count) + " files, more than " +
                      std::to_string(limits.files)};
    Files files;
    std::size_t left = limits.all_bytes;
    for (std::size_t index = 0; index < count; ++index) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_NAME) == 0)
            throw Refused{"the archive is damaged: " + std::string(zip_strerror(archive))};
        std::string_view path = stat.name;
        const std::string name = in_quotes(path);
        const bool is_folder = path.size() > 1 && path.ends_with('/');
        if (is_folder)
            path.remove_suffix(1);
        if (const auto fault = fault_of(path))
            throw Refused{"the path " + name + ' ' + *fault};
        if (is_folder)
            continue;
        if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
            throw Refused{name + " is encrypted"};
        if (files.contains(std::string(path)))
            throw Refused{"the path " + name + " comes twice"};
        std::string bytes = unpacked(archive, index, name, limits.file_bytes);
        if (bytes.size() > left)
            throw Refused{too_large("the archive", limits.all_bytes)};
        left -= bytes.size();
        files.emplace(path, std::move(bytes));
    }
    return files;
}

} // namespace

bool is_zip(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

std::string zip_of(const Files& files) {
    // libzip makes nothing at all of nothing.
    if (files.empty())
        throw std::invalid_argument("zip: an archive needs a file");
    Failure failure;
    const Source source(zip_source_buffer_create(nullptr, 0, 0, failure.get()));
    if (!source)
        throw std::runtime_error("zip: " + failure.text());
    // The archive gives its share of the source back when it is closed, and ours is read after that.
    zip_source_keep(source.get());
    Archive archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, failure.get()));
    if (!archive) {
        zip_source_free(source.get());
        throw std::runtime_error("zip: " + failure.text());
    }
    for (const auto& [path, bytes] : files)
        add(archive.get(), path, bytes);
    if (zip_close(archive.get()) != 0)
        fail("the archive", archive.get());
    (void)archive.release();
    return bytes_of(source.get());
}

boost::system::result<Files, std::string> files_of_zip(std::string_view bytes, const Limits& limits) {
    Failure failure;
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, failure.get());
    if (source == nullptr)
        throw std::runtime_error("zip: " + failure.text());
    const Archive archive(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, failure.get()));
    if (!archive) {
        zip_source_free(source);
        return "this is no whole zip archive: " + failure.text();
    }
    try {
        return all_files(archive.get(), limits);
    } catch (Refused& refused) {
        return std::move(refused.why);
    }
}

} // namespace parley::archive
