#include "adapters/jpeg/clean.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

namespace parley::jpeg {
namespace {

constexpr std::int64_t side_max = 2'000;

struct Picture {
    JDIMENSION width = 97;
    JDIMENSION height = 61;
    int colours = 3;
    bool progressive = false;
};

/// A JPEG with something to see in every block.
std::string drawn(const Picture& picture) {
    jpeg_compress_struct out{};
    jpeg_error_mgr errors{};
    out.err = jpeg_std_error(&errors);
    jpeg_create_compress(&out);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&out, &bytes, &size);
    out.image_width = picture.width;
    out.image_height = picture.height;
    out.input_components = picture.colours;
    out.in_color_space = picture.colours == 4 ? JCS_CMYK : picture.colours == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&out);
    if (picture.progressive)
        jpeg_simple_progression(&out);
    jpeg_start_compress(&out, TRUE);
    std::vector<JSAMPLE> row(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.colours));
    for (JDIMENSION y = 0; y < picture.height; ++y) {
        for (std::size_t i = 0; i < row.size(); ++i)
            row[i] = static_cast<JSAMPLE>(i * 7 + y * 3);
        JSAMPROW line = row.data();
        jpeg_write_scanlines(&out, &line, 1);
    }
    jpeg_finish_compress(&out);
    std::string made(reinterpret_cast<char*>(bytes), size);
    jpeg_destroy_compress(&out);
    std::free(bytes);
    return made;
}

std::vector<JSAMPLE> pixels(std::string_view bytes) {
    jpeg_decompress_struct in{};
    jpeg_error_mgr errors{};
    in.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&in);
    jpeg_mem_src(&in, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&in, TRUE);
    jpeg_start_decompress(&in);
    const std::size_t length = static_cast<std::size_t>(in.output_width) * static_cast<std::size_t>(in.num_components);
    std::vector<JSAMPLE> all(length * in.output_height);
    while (in.output_scanline < in.output_height) {
        JSAMPROW line = all.data() + length * in.output_scanline;
        jpeg_read_scanlines(&in, &line, 1);
    }
    jpeg_finish_decompress(&in);
    jpeg_destroy_decompress(&in);
    return all;
}

std::string marker(char kind, const std::string& content) {
    const std::size_t length = content.size() + 2;
    return std::string("\xff") + kind + static_cast<char>(length >> 8) + static_cast<char>(length & 0xff) + content;
}

std::string with_marker(std::string jpeg, char kind, const std::string& content) {
    return jpeg.insert(2, marker(kind, content)); // After the mark that begins every JPEG.
}

/// The kinds of all markers but those without content, up to the picture's data.
std::string marker_kinds(const std::string& jpeg) {
    std::string kinds;
    std::size_t at = 2;
    while (at + 4 <= jpeg.size()) {
        kinds += jpeg[at + 1];
        if (kinds.back() == '\xda')
            break;
        at += 2 + static_cast<std::size_t>(static_cast<unsigned char>(jpeg[at + 2])) * 256 +
              static_cast<unsigned char>(jpeg[at + 3]);
    }
    return kinds;
}

Fault fault_of(std::string_view bytes) {
    const auto photo = clean(bytes, side_max);
    EXPECT_FALSE(photo) << "was taken";
    return photo ? Fault{} : photo.error();
}

TEST(Jpeg, LosesWhatStandsBesideThePictureAndNothingOfThePicture) {
    const std::string exif = std::string("Exif\0\0MM\0*", 10) + "GPS 53.8196 N 1.5612 W";
    const std::string plain = drawn({});
    std::string taken = with_marker(plain, '\xe1', exif);
    taken = with_marker(taken, '\xed', "Photoshop 3.0 by-line");
    taken = with_marker(taken, '\xfe', "a comment");
    taken += "PK and whatever stands behind the end";
    const auto photo = clean(taken, side_max);
    ASSERT_TRUE(photo);
    EXPECT_EQ(photo->width, 97);
    EXPECT_EQ(photo->height, 61);
    for (const char* left : {"Exif", "GPS", "Photoshop", "comment", "PK and"})
        EXPECT_EQ(photo->bytes.find(left), std::string::npos) << left;
    for (const char kind : marker_kinds(photo->bytes))
        EXPECT_TRUE(kind == '\xe0' || !(kind >= '\xe1' && kind <= '\xef')) << "only the mark of a plain JPEG is left";
    EXPECT_EQ(marker_kinds(photo->bytes).find('\xfe'), std::string::npos);
    EXPECT_EQ(pixels(photo->bytes), pixels(plain));
}

TEST(Jpeg, TakesGreyAndProgressivePictures) {
    for (const Picture& picture : {Picture{97, 61, 1}, Picture{97, 61, 3, true}, Picture{2'000, 1}, Picture{1, 1}}) {
        const std::string sent = drawn(picture);
        const auto photo = clean(sent, side_max);
        ASSERT_TRUE(photo);
        EXPECT_EQ(pixels(photo->bytes), pixels(sent));
    }
}

TEST(Jpeg, CleaningAgainChangesNothing) {
    const auto once = clean(drawn({97, 61, 3, true}), side_max);
    ASSERT_TRUE(once);
    const auto twice = clean(once->bytes, side_max);
    ASSERT_TRUE(twice);
    EXPECT_EQ(once->bytes, twice->bytes);
}

TEST(Jpeg, RefusesWhatIsNone) {
    EXPECT_EQ(fault_of(""), Fault::not_jpeg);
    EXPECT_EQ(fault_of("\x89PNG\r\n\x1a\n"), Fault::not_jpeg);
    EXPECT_EQ(fault_of("<svg xmlns='http://www.w3.org/2000/svg'/>"), Fault::not_jpeg);
    EXPECT_EQ(fault_of("\xff\xd8\xff"), Fault::unreadable);
    EXPECT_EQ(fault_of("\xff\xd8\xff\xe0" + std::string(1'000, 'x')), Fault::unreadable);
}

TEST(Jpeg, RefusesWhatIsCutOffAnywhere) {
    const std::string whole = drawn({});
    for (std::size_t length = 3; length + 2 < whole.size(); length += 7)
        EXPECT_EQ(fault_of(std::string_view(whole).substr(0, length)), Fault::unreadable) << length;
}

TEST(Jpeg, RefusesOneThatIsDamaged) {
    std::string damaged = drawn({});
    const std::size_t data = damaged.rfind("\xff\xda") + 40;
    damaged.replace(data, 200, std::string(200, '\x55'));
    EXPECT_EQ(fault_of(damaged), Fault::unreadable);
}

TEST(Jpeg, RefusesOneThatIsTooLargeOrOfFourColours) {
    EXPECT_EQ(fault_of(drawn({2'001, 1})), Fault::too_large);
    EXPECT_EQ(fault_of(drawn({1, 2'001})), Fault::too_large);
    EXPECT_EQ(fault_of(drawn({97, 61, 4})), Fault::unreadable);
    // One that only says that it is huge is not believed and costs no memory.
    std::string bomb = drawn({});
    const std::size_t frame = bomb.find("\xff\xc0");
    bomb.replace(frame + 5, 4, "\xea\x60\xea\x60");
    EXPECT_EQ(fault_of(bomb), Fault::too_large);
}

} // namespace
} // namespace parley::jpeg
