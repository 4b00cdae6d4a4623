// What of a JPEG is kept: the picture, and nothing of what cameras and programs write beside it, such as where it was
// taken. The picture is copied without loss, block by block, and whatever is not a whole JPEG is refused.
#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::jpeg {

struct Clean {
    std::string bytes;
    std::int64_t width = 0; // pixels
    std::int64_t height = 0;
};

enum class Fault {
    not_jpeg,
    too_large,  // more than `side_max` pixels wide or high
    unreadable, // damaged, cut off, or with more than three colours
};

/// Takes time and memory in proportion to the pixels that `side_max` allows, whatever the bytes say.
boost::system::result<Clean, Fault> clean(std::string_view bytes, std::int64_t side_max);

} // namespace parley::jpeg
