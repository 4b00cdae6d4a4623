// Which shops match an intent, without asking each: every shop is listed under its sectors in each grid cell that
// one of its catchments touches, so that an intent looks into its own cell, once per sector above it. Kept current one
// change at a time; promises exactly the matches of match_one over all shops. One thread at a time; each reactor may
// own one.
#pragma once

#include "core/matching/cells.hpp"
#include "core/matching/fit.hpp"
#include "core/matching/sphere.hpp"

#include <limits>
#include <unordered_map>

namespace parley::core {

class MatchIndex {
public:
    static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

    explicit MatchIndex(SectorTree sectors);

    /// Adds the shop, or replaces the one of the same id. A change that leaves pause, sectors and area alone (hours,
    /// floor, and counts unless they move its reliability by a step) touches no list. Sectors that the tree does not
    /// know are passed over.
    void put(Shop shop);
    /// False if there was none of that id.
    bool remove(BusinessId id);

    const Shop* find(BusinessId id) const;
    std::size_t size() const { return by_id_.size(); }
    const SectorTree& sectors() const { return sectors_; }

    /// The best `limit` matches, best first (fits_better).
    std::vector<Match> candidates(const MatchQuery& query, std::size_t limit = no_limit) const;
    /// How many match: what a buyer is told before posting.
    std::size_t count(const MatchQuery& query) const;

private:
    using SlotNumber = std::uint32_t;
    /// A shop in a list, with as much of it as shows that it cannot be among the best few: most are met only to be
    /// passed over, and a list is read from one end of its memory to the other.
    struct Entry {
        SlotNumber slot;
        Rough direction;
        std::uint8_t radius_km; // 0 where it serves more than one circle or one wider than a byte: nothing is known
        std::uint8_t step;
    };
    static_assert(sizeof(Entry) == 12);
    /// By how reliable the shops are, in steps, the most reliable first: a search for the best few ends early.
    using List = std::vector<Entry>;
    /// A list's name: the sector in the upper half, the cell below; one cell number stands for "anywhere".
    using ListKey = std::uint64_t;

    struct Slot {
        Shop shop;
        std::vector<SectorNumber> sectors; // known ones, each once
    };
    /// What decides about a shop that is not passed over, side by side in memory.
    struct Glance {
        Direction direction;
        std::int32_t radius_km = 0;
        Minor budget_floor = 0;
        std::int32_t reliability_ppm = 0;
        bool nationwide = false;
        bool paused = false;
        bool several_sectors = false;
        bool asks_more = false; // several circles, words or requirements: the shop itself is asked
        int step() const { return reliability_ppm / reliability_step_ppm; }
    };
    static constexpr std::int32_t reliability_step_ppm = 20'000;
    struct Found {
        SlotNumber slot;
        int levels;
        Served served;
        std::int32_t fit_ppm;
    };

    Entry entry_of(SlotNumber number) const;
    /// Every list that the shop belongs into, from what is kept of it.
    std::vector<ListKey> lists_of(const Slot& slot) const;
    void enlist(SlotNumber number);
    void delist(SlotNumber number);
    std::vector<Found> find_all(const MatchQuery& query) const;
    /// The best `limit` of them, in any order, without looking at those that cannot be among them.
    std::vector<Found> find_best(const MatchQuery& query, std::size_t limit) const;
    static std::optional<std::int64_t> reach_per_km(int levels, int step, std::optional<std::int32_t> worst);
    void look_through(const List& list, int levels, const MatchQuery& query, Direction from, std::size_t limit,
                      std::vector<Found>& best) const;
    bool is_better(const Found& a, const Found& b) const;
    void look_at(SlotNumber number, int levels, const MatchQuery& query, Direction from,
                 std::vector<Found>& found) const;
    std::optional<int> nearest_level(SlotNumber number, SectorNumber wanted) const;

    SectorTree sectors_;
    std::vector<Slot> slots_;
    std::vector<Glance> glances_; // one per slot
    std::vector<SlotNumber> free_;
    std::unordered_map<BusinessId, SlotNumber> by_id_;
    std::unordered_map<ListKey, List> lists_;
};

} // namespace parley::core
