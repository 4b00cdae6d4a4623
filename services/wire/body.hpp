// Reads the members of a request body one by one and collects everything that is wrong with it, each fault with its
// place. What was not asked for is a fault too: a misspelt member must never be silently ignored.
#pragma once

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/place.hpp"
#include "core/time.hpp"
#include "core/value.hpp"

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley::wire {

/// One fault of an input: where (RFC 6901), its stable name and a sentence.
struct FieldError {
    std::string pointer;
    std::string code;
    std::string detail;
};

class Body {
public:
    /// `value` outlives the reader; faults are added to `errors`.
    Body(const core::Value& value, std::vector<FieldError>& errors, std::string pointer = "");

    bool is_given(std::string_view name) const;
    bool has(std::string_view name) const { return !value_.at(name).is_null(); }
    /// Takes null for these as for what is not there; any other member that is given must not be null.
    void may_be_null(std::initializer_list<std::string_view> names) { nullable_.assign(names.begin(), names.end()); }
    /// The member is there and is null.
    bool clears(std::string_view name) const { return is_given(name) && !has(name); }

    /// A text of min..max code points, valid to show (no control or direction-changing characters), trimmed.
    std::optional<std::string> text(std::string_view name, std::size_t min, std::size_t max, bool required = true);
    /// A text that stands beside others: without a break or a tab.
    std::optional<std::string> line(std::string_view name, std::size_t min, std::size_t max, bool required = true);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high,
                                        bool required = true);
    std::optional<bool> truth(std::string_view name, bool required = false);
    /// In UTC, with a Z: one moment has one way to be written.
    std::optional<core::Instant> instant(std::string_view name, bool required = false);
    /// With whatever offset, as files of others have it.
    std::optional<core::Instant> zoned_instant(std::string_view name, bool required = false);
    /// One of a list of words.
    std::optional<std::string> word(std::string_view name, const std::vector<std::string>& words,
                                    bool required = false);
    std::optional<core::Id128> id(std::string_view name, bool required = true);
    /// Degrees as a whole or decimal number, to micro-degrees.
    std::optional<std::int32_t> degrees(std::string_view name, int bound);
    /// Something that looks like one mail address, lower-cased.
    std::optional<std::string> email(std::string_view name);
    /// The secret of a mailed link: 256 bits as 43 characters of base64url.
    std::optional<std::string> token(std::string_view name, bool required = true);
    /// "intent/ID", "seen/ID", "desk", "desk/ID" or "sector/SLUG"; whether there is such a topic is not looked at.
    std::optional<std::string> topic(std::string_view name);
    /// The member as it is; marks it as known.
    const core::Value* member(std::string_view name);
    /// A reader of an object member, run if the member is there.
    void object(std::string_view name, const std::function<void(Body&)>& read, bool required = false);
    /// A list of min..max elements; `read` gets a reader whose members are the elements, named "0", "1" and so on.
    void list(std::string_view name, std::size_t min, std::size_t max,
              const std::function<void(Body&, const std::string&)>& read, bool required = false);
    /// A map of names to whole numbers within the bounds.
    std::map<std::string, std::int64_t> integers(std::string_view name, std::size_t max, std::int64_t low,
                                                 std::int64_t high);
    std::map<std::string, std::string> texts(std::string_view name, std::size_t max, std::size_t length_max);

    void fail(std::string_view name, std::string code, std::string detail);
    /// A body that changes something has to say what.
    void must_hold_something();
    /// Call last: names the members that nobody read.
    void done();

private:
    const core::Value* take(std::string_view name, bool required);
    const core::Value::Object* map_of(std::string_view name, std::size_t max);
    bool check_name(const std::string& name);
    const core::Value& value_;
    std::vector<FieldError>& errors_;
    std::string pointer_;
    std::vector<std::string> known_;
    std::vector<std::string> nullable_;
};

/// Why a text cannot be shown, or nothing: control characters, bidi overrides, noncharacters (reliability 4.2).
std::optional<std::string> unshowable(std::string_view text);
std::size_t code_points(std::string_view text);
std::string trimmed(std::string_view text);

} // namespace parley::wire
