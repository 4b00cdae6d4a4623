// A photo as the log knows it: who wants to know whether bytes are those that were shown takes their hash. The bytes
// are kept outside of the log, where they can be erased.
#pragma once

#include "core/ids.hpp"
#include "core/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parley::core {

struct PhotoTag;
/// Nobody guesses it, and only who may see the photo is told it.
using PhotoId = Id<PhotoTag>;

struct Photo {
    PhotoId id;
    std::string sha256;      // of the bytes as they are served, 64 lower-case hex digits
    std::int64_t width = 0;  // pixels, 1 to photo_side_max
    std::int64_t height = 0; // the same
    std::string alt;         // what is on it, in its owner's words; at most alt_max characters, "" where nobody said
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("id", self.id);
        a("sha256", self.sha256);
        a("width", self.width);
        a("height", self.height);
        a("alt", self.alt);
    }
    friend bool operator==(const Photo&, const Photo&) = default;
};
inline constexpr std::size_t photos_max = 4; // of one request or offer
inline constexpr std::size_t alt_max = 120;
inline constexpr std::int64_t photo_side_max = 2'000;

/// Whether these can belong to one request or offer: not too many, each with a hash and a size within the bounds.
bool are_well_formed(const std::vector<Photo>& photos);

/// Contact data in the words about them is withheld as in all that is written.
void withhold_contacts(std::vector<Photo>& photos);

/// What people are told: [{"id","width","height","alt"}].
Value photos_value(const std::vector<Photo>& photos);

} // namespace parley::core
