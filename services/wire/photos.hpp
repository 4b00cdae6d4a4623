#pragma once

#include "core/photo.hpp"
#include "wire/body.hpp"

namespace parley::wire {

/// The member "photos" of a request or an offer: at most four of {"id", "alt"}, none twice, `alt` "" where it is left
/// out. Hash and size are not the sender's to say and stay empty.
std::vector<core::Photo> read_photos(Body& body);

} // namespace parley::wire
