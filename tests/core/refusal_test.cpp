#include "core/refusal.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parley::core {
namespace {

TEST(RefusalNames, AreOnePerCodeAndReadBack) {
    std::set<std::string_view> seen;
    for (const std::string_view name : names_of(RefusalCode{})) {
        EXPECT_TRUE(seen.insert(name).second) << name;
        EXPECT_EQ(name_of(*from_name<RefusalCode>(name)), name);
    }
    EXPECT_EQ(name_of(RefusalCode::key_reused), "key_reused");
    EXPECT_EQ(name_of(RefusalCode::drop_needs_confirm), "drop_needs_confirm");
    EXPECT_EQ(name_of(RefusalCode::no_slot_free), "no_slot_free");
    EXPECT_FALSE(from_name<RefusalCode>("no"));
}

} // namespace
} // namespace parley::core
