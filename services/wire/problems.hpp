// Problems as RFC 9457 writes them, with a stable code, the places in the input that are wrong, and what would have
// been accepted. One table says which refusal is which HTTP status.
#pragma once

#include "core/refusal.hpp"
#include "wire/body.hpp"

namespace parley::wire {

struct Problem {
    int status = 400;
    std::string code;
    std::string detail;
    std::vector<FieldError> errors;
    core::Value extra; // further members of the document, or null
};

/// {"type","title","status","code","detail","errors", ...extra}
std::string to_json(const Problem& problem);

Problem problem_of(const core::Refusal& refusal);

/// 422 with every fault; an unknown or malformed field alone is a 400.
Problem invalid_input(std::vector<FieldError> errors);

/// The body could not be read at all.
Problem unreadable(const std::string& fault, const std::string& pointer);

} // namespace parley::wire
