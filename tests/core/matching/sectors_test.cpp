#include "core/matching/sectors.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

const std::vector<SectorRow> rows{{"furniture/tables/oak", "furniture/tables"},
                                  {"furniture", ""},
                                  {"furniture/tables", "furniture"},
                                  {"furniture/chairs", "furniture"},
                                  {"trades", ""}};

SectorFault fault_of(std::vector<SectorRow> faulty) {
    return SectorTree::from_rows(faulty).error().fault;
}

TEST(Sectors, WalkUpFromALeafWhateverTheOrderOfRows) {
    const SectorTree tree = *SectorTree::from_rows(rows);
    EXPECT_EQ(tree.size(), 5U);
    EXPECT_EQ(tree.with_ancestors("furniture/tables/oak"),
              (std::vector<std::string>{"furniture/tables/oak", "furniture/tables", "furniture"}));
    EXPECT_EQ(tree.with_ancestors("trades"), (std::vector<std::string>{"trades"}));
    EXPECT_EQ(tree.slug(*tree.parent(*tree.number("furniture/chairs"))), "furniture");
}

TEST(Sectors, ContainWhatLiesBelowAndThemselves) {
    const SectorTree tree = *SectorTree::from_rows(rows);
    EXPECT_TRUE(tree.contains("furniture", "furniture/tables/oak"));
    EXPECT_TRUE(tree.contains("furniture/tables", "furniture/tables"));
    EXPECT_FALSE(tree.contains("furniture/tables", "furniture"));
    EXPECT_FALSE(tree.contains("furniture/chairs", "furniture/tables"));
    EXPECT_FALSE(tree.contains("trades", "furniture/tables"));
    EXPECT_EQ(tree.levels_between(*tree.number("furniture"), *tree.number("furniture/tables/oak")), 2);
    EXPECT_EQ(tree.levels_between(*tree.number("trades"), *tree.number("furniture")), std::nullopt);
}

TEST(Sectors, AreToldTheirAncestorsBySlugWithoutATree) {
    using Path = std::vector<std::string_view>;
    EXPECT_EQ(with_ancestors("furniture/tables/oak"), (Path{"furniture/tables/oak", "furniture/tables", "furniture"}));
    EXPECT_EQ(with_ancestors("trades"), (Path{"trades"}));
    EXPECT_EQ(with_ancestors(""), (Path{""}));
}

TEST(Sectors, KnowNothingOfAnUnknownSlug) {
    const SectorTree tree = *SectorTree::from_rows(rows);
    EXPECT_EQ(tree.number("furnitur"), std::nullopt);
    EXPECT_TRUE(tree.with_ancestors("furniture/").empty());
    EXPECT_FALSE(tree.contains("furniture", "furniture/beds"));
    EXPECT_FALSE(tree.contains("beds", "beds")) << "not even below itself";
    EXPECT_FALSE(SectorTree().contains("furniture", "furniture"));
}

TEST(Sectors, RefuseRowsThatMakeNoTree) {
    EXPECT_EQ(fault_of({{"a", ""}, {"", "a"}}), SectorFault::empty_slug);
    EXPECT_EQ(fault_of({{"a", ""}, {"b", "a"}, {"a", "b"}}), SectorFault::repeated_slug);
    EXPECT_EQ(fault_of({{"a", ""}, {"b", "c"}}), SectorFault::unknown_parent);
    EXPECT_EQ(fault_of({{"a", "a"}}), SectorFault::cycle);
    EXPECT_EQ(fault_of({{"top", ""}, {"a", "c"}, {"b", "a"}, {"c", "b"}}), SectorFault::cycle);
    const std::vector<SectorRow> orphan{{"a", ""}, {"b", "c"}};
    EXPECT_EQ(SectorTree::from_rows(orphan).error().slug, "b");
}

} // namespace
} // namespace parley::core
