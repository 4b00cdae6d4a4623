#include "core/photo.hpp"

#include "core/talk/contacts.hpp"

#include <algorithm>

namespace parley::core {

namespace {

bool is_well_formed(const Photo& photo) {
    const auto is_side = [](std::int64_t pixels) { return pixels >= 1 && pixels <= photo_side_max; };
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return photo.sha256.size() == 64 && std::ranges::all_of(photo.sha256, is_hex) && is_side(photo.width) &&
           is_side(photo.height);
}

} // namespace

bool are_well_formed(const std::vector<Photo>& photos) {
    return photos.size() <= photos_max && std::ranges::all_of(photos, is_well_formed);
}

void withhold_contacts(std::vector<Photo>& photos) {
    for (Photo& photo : photos)
        photo.alt = talk::without_contacts(photo.alt);
}

Value photos_value(const std::vector<Photo>& photos) {
    Value list = Value::Array{};
    for (const Photo& photo : photos) {
        Value one;
        one["id"] = to_text(photo.id);
        one["width"] = photo.width;
        one["height"] = photo.height;
        one["alt"] = photo.alt;
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace parley::core
