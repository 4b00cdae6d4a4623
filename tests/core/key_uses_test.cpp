#include "core/key_uses.hpp"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

KeyUse use_at(std::int64_t seq) {
    KeyUse use;
    use.seq = seq;
    return use;
}

std::map<std::string, std::int64_t> all_of(const KeyUses& uses) {
    std::map<std::string, std::int64_t> all;
    uses.each([&](const std::string& key, const KeyUse& use) { all.emplace(key, use.seq); });
    return all;
}

RC_GTEST_PROP(KeyUses, KeepsTheFirstUseOfEachKey, (const std::vector<std::uint8_t>& drawn)) {
    KeyUses uses;
    std::map<std::string, std::int64_t> expected;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const std::string key = std::to_string(drawn[i]);
        uses.remember(key, use_at(static_cast<std::int64_t>(i)));
        expected.emplace(key, static_cast<std::int64_t>(i));
        const KeyUse* found = uses.find(key);
        RC_ASSERT(found != nullptr && found->seq == expected.at(key));
    }
    RC_ASSERT(uses.find("never") == nullptr);
    RC_ASSERT(uses.size() == expected.size());
    RC_ASSERT(all_of(uses) == expected);
}

TEST(KeyUses, ACopyHearsNothingOfLaterKeys) {
    KeyUses uses;
    std::vector<KeyUses> copies;
    for (std::int64_t i = 0; i < 300; ++i) {
        copies.push_back(uses);
        uses.remember("key " + std::to_string(i), use_at(i));
    }
    for (std::size_t i = 0; i < copies.size(); ++i) {
        EXPECT_EQ(copies[i].size(), i);
        EXPECT_EQ(copies[i].find("key " + std::to_string(i)), nullptr);
        EXPECT_TRUE(i == 0 || copies[i].find("key " + std::to_string(i - 1)) != nullptr);
    }
}

} // namespace
} // namespace parley::core
