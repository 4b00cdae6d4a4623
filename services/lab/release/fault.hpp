// What is wrong with a document that is to be released, and where.
#pragma once

#include <string>

namespace parley::lab::release {

struct ReleaseFault {
    std::string pointer; // RFC 6901, into the list that was handed in
    std::string detail;  // what is wrong there
};

} // namespace parley::lab::release
