// What has to hold between several rules of a round, written so that people can read it in the bounds and the lab can
// check it:
//
//     close.mode==soft => window_s>=10 and extension_s>=10
//     round.duration_s + close.extension_s*close.max_extensions <= round.max_total_s
//     format in (sealed_*) => visibility==none
//
// A dotted name is a place in the rules. A bare one is a member beside the last dotted one of the sentence, else one at
// the top; on the right of == and != it is a word instead, and so are the items of a list, where a last * stands for
// any ending. `=>` binds weakest, then `or`, `and`, comparisons, + and -, and *.
#pragma once

#include "lab/design/fault.hpp"

#include "core/value.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace parley::lab::design {

class CrossRule {
public:
    struct Node;

    /// Reads a sentence about rules that look like these; the fault's pointer is empty. `code` is what its breach is
    /// called, "" for the name that follows from what it demands: E_CROSS_TOTAL of a round's max_total_s, else E_CROSS_
    /// and the member at the top of the rules that the demand begins with.
    static DesignResult<CrossRule> read(std::string_view text, const core::Value& rules, std::string code = "");

    /// A number or place that is not there, is of another kind, or is beyond 64 bits makes a comparison false.
    bool holds_for(const core::Value& rules) const;
    const std::string& code() const { return code_; }
    const std::string& text() const { return text_; }

private:
    CrossRule(std::string text, std::string code, std::shared_ptr<const Node> root)
        : text_(std::move(text)), code_(std::move(code)), root_(std::move(root)) {}

    std::string text_;
    std::string code_;
    std::shared_ptr<const Node> root_;
};

} // namespace parley::lab::design
