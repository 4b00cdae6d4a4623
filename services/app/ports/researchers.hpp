// The people of the lab, and what each may do there. A person is a principal of its own, with an address as any other.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::app {

/// Each may do what the one before may: look at what runs; register, start and end it; publish what another found.
enum class ResearcherRole { reader, designer, publisher };
inline constexpr std::string_view researcher_role_names[] = {"reader", "designer", "publisher"};
constexpr std::span<const std::string_view> names_of(ResearcherRole) {
    return researcher_role_names;
}

struct Researcher {
    core::PrincipalId id;
    std::string name; // signs what they do; nobody else's, ever
    ResearcherRole role = ResearcherRole::reader;
    core::Instant made_at;
    friend bool operator==(const Researcher&, const Researcher&) = default;
};

/// Somebody who is to be one, or to have another name or role.
struct NewResearcher {
    core::PrincipalId id;               // for an address that nobody of the lab has
    std::string email;                  // lower case
    std::string name;                   // as `written_name` has it
    std::optional<ResearcherRole> role; // none: as it is; whoever is none now begins as a reader
    core::Instant made_at;
};

/// has_signed: something is signed by the name that the person has, so that it keeps it.
enum class ResearcherAdded { made, name_taken, has_signed };
struct ResearcherAnswer {
    ResearcherAdded outcome = ResearcherAdded::made;
    Researcher researcher; // as it is now; of a taken name, whose it is
};

class Researchers {
public:
    virtual ~Researchers() = default;
    /// Whoever has that address of the lab is one by this name and role from now on, and has an account to sign in to.
    /// Nothing at all is changed where the answer is no. Names that look alike (`name_key`) are one name.
    virtual boost::asio::awaitable<ResearcherAnswer> add(NewResearcher one) = 0;
    /// Oldest first.
    virtual boost::asio::awaitable<std::vector<Researcher>> all() = 0;
    /// The last of these people who is one.
    virtual boost::asio::awaitable<std::optional<Researcher>> among(std::vector<core::PrincipalId> people) = 0;
    /// False for somebody who is none.
    virtual boost::asio::awaitable<bool> end(core::PrincipalId id, core::Instant now) = 0;
};

} // namespace parley::app
