#include "adapters/postgres/parameters.hpp"

namespace parley::postgres {

namespace {

constexpr std::uint32_t bool_type = 16, bytea_type = 17, int8_type = 20, text_type = 25;
constexpr std::uint32_t bool_array = 1000, bytea_array = 1001, text_array = 1009, int8_array = 1016;

void put(std::string& out, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(number >> shift & 0xFF);
}

// array_recv: dimensions, whether there are nulls, element type, then length and lower bound of the one dimension, then
// each element as its length (or -1) and its bytes.
class ArrayWriter {
public:
    ArrayWriter(std::uint32_t element_type, std::size_t count) {
        put(bytes_, count == 0 ? 0 : 1, 4);
        put(bytes_, 1, 4);
        put(bytes_, element_type, 4);
        if (count == 0)
            return;
        put(bytes_, count, 4);
        put(bytes_, 1, 4);
    }
    void element(std::string_view value) {
        put(bytes_, value.size(), 4);
        bytes_ += value;
    }
    void integer(std::int64_t value) {
        put(bytes_, 8, 4);
        put(bytes_, static_cast<std::uint64_t>(value), 8);
    }
    void boolean(bool value) {
        put(bytes_, 1, 4);
        put(bytes_, value ? 1 : 0, 1);
    }
    void null() { put(bytes_, 0xFFFFFFFF, 4); }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

std::string strings(std::uint32_t element_type, std::span<const std::string> values) {
    ArrayWriter array(element_type, values.size());
    for (const std::string& value : values)
        array.element(value);
    return array.take();
}

} // namespace

Parameters& Parameters::text(std::string_view value) {
    values_.emplace_back(value);
    types_.push_back(text_type);
    return *this;
}

Parameters& Parameters::bigint(std::int64_t value) {
    put(values_.emplace_back(), static_cast<std::uint64_t>(value), 8);
    types_.push_back(int8_type);
    return *this;
}

Parameters& Parameters::bytea(std::string_view value) {
    values_.emplace_back(value);
    types_.push_back(bytea_type);
    return *this;
}

Parameters& Parameters::texts(std::span<const std::string> values) {
    values_.push_back(strings(text_type, values));
    types_.push_back(text_array);
    return *this;
}

Parameters& Parameters::bigints(std::span<const std::int64_t> values) {
    ArrayWriter array(int8_type, values.size());
    for (const std::int64_t value : values)
        array.integer(value);
    values_.push_back(array.take());
    types_.push_back(int8_array);
    return *this;
}

Parameters& Parameters::bigints(std::span<const std::optional<std::int64_t>> values) {
    ArrayWriter array(int8_type, values.size());
    for (const auto& value : values)
        value ? array.integer(*value) : array.null();
    values_.push_back(array.take());
    types_.push_back(int8_array);
    return *this;
}

Parameters& Parameters::booleans(const std::vector<bool>& values) {
    ArrayWriter array(bool_type, values.size());
    for (const bool value : values)
        array.boolean(value);
    values_.push_back(array.take());
    types_.push_back(bool_array);
    return *this;
}

Parameters& Parameters::byteas(std::span<const std::string> values) {
    values_.push_back(strings(bytea_type, values));
    types_.push_back(bytea_array);
    return *this;
}

} // namespace parley::postgres
