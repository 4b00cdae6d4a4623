#include "core/key_uses.hpp"

#include <algorithm>
#include <iterator>

namespace parley::core {

const KeyUse* KeyUses::find(const std::string& key) const {
    const auto key_of = [](const std::shared_ptr<const Entry>& entry) -> const std::string& { return entry->key; };
    for (const auto& level : levels_) {
        const auto found = std::ranges::lower_bound(*level, key, {}, key_of);
        if (found != level->end() && (*found)->key == key)
            return &(*found)->use;
    }
    return nullptr;
}

void KeyUses::remember(std::string key, KeyUse use) {
    if (find(key) != nullptr)
        return;
    auto newest = std::make_shared<Level>();
    newest->push_back(std::make_shared<const Entry>(Entry{std::move(key), std::move(use)}));
    while (!levels_.empty() && levels_.back()->size() <= 2 * newest->size()) {
        auto merged = std::make_shared<Level>();
        merged->reserve(levels_.back()->size() + newest->size());
        std::ranges::merge(*levels_.back(), *newest, std::back_inserter(*merged),
                           [](const auto& a, const auto& b) { return a->key < b->key; });
        newest = std::move(merged);
        levels_.pop_back();
    }
    levels_.push_back(std::move(newest));
}

std::size_t KeyUses::size() const {
    std::size_t all = 0;
    for (const auto& level : levels_)
        all += level->size();
    return all;
}

} // namespace parley::core
