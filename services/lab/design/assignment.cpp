#include "lab/design/assignment.hpp"

#include "core/assert.hpp"
#include "digest/digest.hpp"
#include "lab/design/planout.hpp"

namespace parley::lab::design {

namespace {

constexpr std::size_t salt_digits = 16;

bool is_share(std::int64_t ppm) {
    return 0 <= ppm && ppm <= core::ppm_per_one;
}

std::int64_t draw(const Split& split, std::string_view what, std::string_view unit) {
    std::string bytes = split.salt;
    bytes.append(".").append(what).append(".").append(unit);
    return ppm_of(h60(bytes));
}

} // namespace

std::optional<DesignFault> fault_in(const Split& split) {
    if (split.salt.empty())
        return DesignFault{"/salt", "must not be empty"};
    if (!is_share(split.coverage_ppm))
        return DesignFault{"/coverage_ppm", "must lie between 0 and 1000000"};
    std::int64_t left = core::ppm_per_one;
    for (std::size_t i = 0; i < split.weight_ppm.size(); ++i) {
        if (!is_share(split.weight_ppm[i]))
            return DesignFault{"/weight_ppm/" + std::to_string(i), "must lie between 0 and 1000000"};
        if (split.weight_ppm[i] > left)
            return DesignFault{"/weight_ppm", "must come to 1000000 together"};
        left -= split.weight_ppm[i];
    }
    if (left != 0)
        return DesignFault{"/weight_ppm", "must come to 1000000 together"};
    return std::nullopt;
}

Assigned assign(const Split& split, std::string_view unit) {
    Assigned assigned;
    assigned.enrol_ppm = draw(split, "enrol", unit);
    assigned.enrolled = assigned.enrol_ppm < split.coverage_ppm;
    assigned.arm_ppm = draw(split, "arm", unit);
    std::int64_t below = 0;
    for (const std::int64_t weight : split.weight_ppm) {
        below += weight;
        if (assigned.arm_ppm < below)
            return assigned;
        ++assigned.arm;
    }
    PARLEY_ASSERT(false, "the weights of a split come to a million");
}

std::string salt_of(std::string_view key, std::string_view prereg_sha256, std::uint64_t j) {
    const std::string seed = std::string(prereg_sha256) + ':' + std::to_string(j);
    return std::string(key) + '.' + digest::hex(digest::sha256(seed)).substr(0, salt_digits);
}

} // namespace parley::lab::design
