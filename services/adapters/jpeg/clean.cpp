#include "adapters/jpeg/clean.hpp"

#include <cstddef>
#include <cstdio>

#include <csetjmp>
#include <jpeglib.h>

namespace parley::jpeg {

namespace {

constexpr int scans_max = 64; // A progressive JPEG has about ten; each costs a walk over all blocks.
constexpr long memory_max = 64L * 1024 * 1024;

/// libjpeg's state. It is C: it reports by jumping back to the last `setjmp`, over frames that hold nothing to destroy.
struct Codec {
    jpeg_decompress_struct in{};
    jpeg_compress_struct out{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    jpeg_destination_mgr destination{};
    std::jmp_buf leave{};

    Codec() {
        in.err = out.err = jpeg_std_error(&errors);
        in.client_data = out.client_data = this;
        errors.error_exit = jump;
        errors.emit_message = [](j_common_ptr common, int level) {
            if (level < 0) // A warning: what follows would be made up.
                jump(common);
        };
        errors.output_message = [](j_common_ptr) {};
        progress.progress_monitor = [](j_common_ptr common) {
            if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number > scans_max)
                jump(common);
        };
        destination.init_destination = [](j_compress_ptr) {};
        destination.term_destination = [](j_compress_ptr) {};
        destination.empty_output_buffer = [](j_compress_ptr full) -> boolean {
            jump(reinterpret_cast<j_common_ptr>(full));
            return FALSE;
        };
    }
    ~Codec() {
        jpeg_destroy_compress(&out);
        jpeg_destroy_decompress(&in);
    }
    Codec(const Codec&) = delete;
    Codec& operator=(const Codec&) = delete;

    static void jump(j_common_ptr common) { std::longjmp(static_cast<Codec*>(common->client_data)->leave, 1); }
};

/// Reads the size; false for what cannot be read.
bool read_head(Codec& codec, std::string_view bytes) {
    if (setjmp(codec.leave) != 0)
        return false;
    jpeg_create_decompress(&codec.in);
    codec.in.progress = &codec.progress;
    codec.in.mem->max_memory_to_use = memory_max;
    jpeg_mem_src(&codec.in, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    // Markers are not kept by default, and so there is nothing to leave out.
    jpeg_read_header(&codec.in, TRUE);
    return codec.in.num_components == 1 || codec.in.num_components == 3;
}

/// Copies all blocks into a buffer; false where one of them cannot be read or the buffer is too small.
bool copy_blocks(Codec& codec, char* buffer, std::size_t size) {
    if (setjmp(codec.leave) != 0)
        return false;
    jvirt_barray_ptr* blocks = jpeg_read_coefficients(&codec.in);
    jpeg_create_compress(&codec.out);
    codec.out.mem->max_memory_to_use = memory_max;
    codec.destination.next_output_byte = reinterpret_cast<JOCTET*>(buffer);
    codec.destination.free_in_buffer = size;
    codec.out.dest = &codec.destination;
    jpeg_copy_critical_parameters(&codec.in, &codec.out);
    codec.out.optimize_coding = TRUE; // Smaller, and the same for one picture however it was coded.
    jpeg_write_coefficients(&codec.out, blocks);
    jpeg_finish_compress(&codec.out);
    jpeg_finish_decompress(&codec.in);
    return true;
}

} // namespace

boost::system::result<Clean, Fault> clean(std::string_view bytes, std::int64_t side_max) {
    if (!bytes.starts_with("\xff\xd8\xff"))
        return Fault::not_jpeg;
    Codec codec;
    if (!read_head(codec, bytes))
        return Fault::unreadable;
    Clean photo{"", codec.in.image_width, codec.in.image_height};
    if (photo.width > side_max || photo.height > side_max)
        return Fault::too_large;
    // A progressive JPEG may become a little larger as a sequential one.
    photo.bytes.resize(2 * bytes.size() + 4096);
    if (!copy_blocks(codec, photo.bytes.data(), photo.bytes.size()))
        return Fault::unreadable;
    photo.bytes.resize(photo.bytes.size() - codec.destination.free_in_buffer);
    return photo;
}

} // namespace parley::jpeg
