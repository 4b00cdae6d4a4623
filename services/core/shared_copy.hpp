// A value that copies share until one of them changes it: a state is copied for each decision, and what people said in
// an intent is not copied with it.
#pragma once

#include <memory>

namespace parley::core {

template <class T>
class SharedCopy {
public:
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }
    /// For whoever changes it: from here on a value of its own.
    T& own() {
        auto copy = std::make_shared<T>(*value_);
        T& changed = *copy;
        value_ = std::move(copy);
        return changed;
    }

private:
    std::shared_ptr<const T> value_ = std::make_shared<const T>();
};

} // namespace parley::core
