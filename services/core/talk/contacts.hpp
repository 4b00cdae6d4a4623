// Finds ways around the market in what people write: phone numbers, links, e-mail addresses and names on other
// networks, also where they are spelled out or dressed up. Until the award they are withheld, and their writer is told
// (DESIGN 3.3); sizes, prices, dates and model numbers are left alone.
#pragma once

#include "core/names.hpp"

#include <string>
#include <vector>

namespace parley::core::talk {

enum class ContactKind { phone, email, link, handle };
std::span<const std::string_view> names_of(ContactKind);

/// A contact at bytes [begin, end) of the text.
struct Contact {
    std::size_t begin = 0;
    std::size_t end = 0;
    ContactKind kind = ContactKind::phone;
    friend bool operator==(const Contact&, const Contact&) = default;
};

/// In order, without overlaps. `text` is UTF-8; what is not is no contact.
std::vector<Contact> contacts_in(std::string_view text);

/// The text with "[phone number withheld]" and the like in their places.
std::string without_contacts(std::string_view text);

} // namespace parley::core::talk
