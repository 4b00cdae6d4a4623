// Several function objects as one that std::visit takes: the one that fits best answers.
#pragma once

namespace parley::core {

template <class... Kinds>
struct Overloaded : Kinds... {
    using Kinds::operator()...;
};

} // namespace parley::core
