// What a business shows everybody of itself: blocks of its story, and posts. Nothing of it is public before the
// business publishes its page, and all of it again when it takes the page back.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

using PostId = core::Id<struct PostTag>;

inline constexpr std::size_t blocks_max = 8;
inline constexpr int posts_max = 200; // of one business

/// A piece of a business's story: who makes it, where it comes from, how it is made.
struct StoryBlock {
    std::string title;
    std::string text;
    std::string link; // an https address, "" for none
    friend bool operator==(const StoryBlock&, const StoryBlock&) = default;
};

struct Profile {
    bool published = false;
    std::vector<StoryBlock> blocks;
    core::Instant changed_at;
    friend bool operator==(const Profile&, const Profile&) = default;
};

struct Post {
    PostId id;
    std::string title;
    std::string text;
    std::string link; // an https address, "" for none
    core::Instant posted_at;
    core::Instant changed_at;
    friend bool operator==(const Post&, const Post&) = default;
};

class Profiles {
public:
    virtual ~Profiles() = default;

    /// Unpublished and empty for a business that never wrote any.
    virtual boost::asio::awaitable<Profile> of(core::BusinessId business) = 0;
    virtual boost::asio::awaitable<void> put(core::BusinessId business, Profile profile) = 0;

    /// Newest first, at most `limit`; the post of `before` and what is newer are left out.
    virtual boost::asio::awaitable<std::vector<Post>> posts(core::BusinessId business, int limit,
                                                            std::optional<PostId> before) = 0;
    /// Adds a post, or writes title, text and link of the one with its id. False where it would be one too many.
    virtual boost::asio::awaitable<bool> write(core::BusinessId business, Post post) = 0;
    virtual boost::asio::awaitable<std::optional<Post>> post(core::BusinessId business, PostId id) = 0;
    /// A change of the profile, for nothing else tells later that a post was there. False when there is no such post.
    virtual boost::asio::awaitable<bool> drop(core::BusinessId business, PostId id, core::Instant now) = 0;

    /// Takes all that the business wrote here.
    virtual boost::asio::awaitable<void> forget(core::BusinessId business) = 0;
};

} // namespace parley::app
