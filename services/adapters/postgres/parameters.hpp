// The parameters of one statement in PostgreSQL's binary format, arrays included: nothing is quoted or escaped, so no
// content can change what a statement means. Text has to be UTF-8 without NUL; the server refuses anything else.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

class Parameters {
public:
    Parameters& text(std::string_view value);
    Parameters& bigint(std::int64_t value);
    Parameters& bytea(std::string_view value);

    Parameters& texts(std::span<const std::string> values);
    Parameters& bigints(std::span<const std::int64_t> values);
    Parameters& bigints(std::span<const std::optional<std::int64_t>> values);
    Parameters& booleans(const std::vector<bool>& values);
    Parameters& byteas(std::span<const std::string> values);

    std::size_t size() const { return values_.size(); }
    const std::vector<std::string>& values() const { return values_; }
    const std::vector<std::uint32_t>& types() const { return types_; }

private:
    std::vector<std::string> values_;
    std::vector<std::uint32_t> types_; // the OIDs of pg_type, which never change
};

} // namespace parley::postgres
