// What is wrong with a design and where. A design is written by people, so a fault of one is an answer, never a crash.
#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>

namespace parley::lab::design {

struct DesignFault {
    std::string pointer; // RFC 6901, into the document that was handed in
    std::string detail;  // what is wrong there
};
template <class T>
using DesignResult = boost::system::result<T, DesignFault>;

/// Remembers the first thing that is wrong, so that readers need not hand it up one by one.
class FirstFault {
public:
    void operator()(std::string pointer, std::string detail) {
        if (!fault_)
            fault_ = DesignFault{std::move(pointer), std::move(detail)};
    }
    const std::optional<DesignFault>& found() const { return fault_; }

private:
    std::optional<DesignFault> fault_;
};

} // namespace parley::lab::design
