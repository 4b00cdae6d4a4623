#include "wire/photos.hpp"

#include <algorithm>

namespace parley::wire {

std::vector<core::Photo> read_photos(Body& body) {
    std::vector<core::Photo> photos;
    body.list("photos", 0, core::photos_max, [&](Body& list, const std::string& index) {
        list.object(
            index,
            [&](Body& one) {
                core::Photo photo;
                if (const auto id = one.id("id")) {
                    photo.id.high = id->high;
                    photo.id.low = id->low;
                    if (std::ranges::find(photos, photo.id, &core::Photo::id) != photos.end())
                        one.fail("id", "twice", "is named twice");
                }
                photo.alt = one.text("alt", 0, core::alt_max, false).value_or("");
                photos.push_back(std::move(photo));
            },
            true);
    });
    return photos;
}

} // namespace parley::wire
