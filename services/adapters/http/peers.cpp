#include "adapters/http/peers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <stdexcept>

namespace parley::http {

namespace ip = boost::asio::ip;

namespace {

bool same_prefix(std::span<const unsigned char> left, std::span<const unsigned char> right, unsigned bits) {
    for (std::size_t at = 0; bits > 0; ++at) {
        const unsigned here = std::min(bits, 8U);
        const auto mask = static_cast<unsigned char>(0xFF00U >> here);
        if ((left[at] & mask) != (right[at] & mask)) {
            return false;
        }
        bits -= here;
    }
    return true;
}

// "1.2.3.4", "1.2.3.4:567", "2001:db8::1", "[2001:db8::1]:567": proxies write all four.
std::optional<ip::address> forwarded_address(std::string_view text) {
    text = trimmed(text);
    if (!text.empty() && text.front() == '[') {
        text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(plain_address(address));
}

} // namespace

ip::address plain_address(ip::address address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

std::string address_group(const ip::address& address) {
    if (address.is_v4()) {
        return address.to_string();
    }
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return ip::address_v6(bytes).to_string() + "/64";
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& blocks) {
    for (const auto& text : blocks) {
        const auto slash = std::min(text.find('/'), text.size());
        boost::system::error_code error;
        const auto address = plain_address(ip::make_address(text.substr(0, slash), error));
        unsigned prefix = address.is_v4() ? 32 : 128;
        bool bad = static_cast<bool>(error);
        if (slash < text.size()) {
            const auto widest = prefix;
            const auto* end = text.data() + text.size();
            const auto parsed = std::from_chars(text.data() + slash + 1, end, prefix);
            bad = bad || parsed.ec != std::errc() || parsed.ptr != end || prefix > widest;
        }
        if (bad) {
            throw std::invalid_argument("trusted proxy \"" + text + "\" is neither an address nor a CIDR block");
        }
        blocks_.push_back({address, prefix});
    }
}

bool TrustedProxies::contains(const ip::address& address) const {
    return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
        if (block.address.is_v4() != address.is_v4()) {
            return false;
        }
        if (address.is_v4()) {
            const auto left = address.to_v4().to_bytes();
            const auto right = block.address.to_v4().to_bytes();
            return same_prefix(left, right, block.prefix);
        }
        const auto left = address.to_v6().to_bytes();
        const auto right = block.address.to_v6().to_bytes();
        return same_prefix(left, right, block.prefix);
    });
}

void TrustedProxies::identify(const ip::address& peer, Request& request) const {
    auto client = peer;
    request.via_trusted_proxy = contains(peer);
    bool forwarded = false;
    std::string chain;
    for (const auto& field : request.headers) {
        if (field.name == "x-forwarded-for") {
            chain += (chain.empty() ? "" : ",") + field.value;
        }
        forwarded = forwarded || field.name == "x-forwarded-for" || field.name == "forwarded" || field.name == "via";
    }
    if (request.via_trusted_proxy) {
        std::string_view rest = chain;
        while (!rest.empty()) {
            const auto comma = rest.rfind(',');
            const auto last = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
            const auto address = forwarded_address(last);
            if (!address) {
                break; // what lies to the left of it cannot be believed
            }
            client = *address;
            if (!contains(client)) {
                break;
            }
        }
        const auto scheme = request.header("x-forwarded-proto");
        request.secure = scheme && equals_ignoring_case(trimmed(*scheme), "https");
    }
    request.remote_address = client.to_string();
    request.address_group = address_group(client);
    // A proxy on this machine that nobody declared trusted must not make the world look local.
    request.is_loopback = client.is_loopback() && (request.via_trusted_proxy ? !chain.empty() : !forwarded);
}

ConnectionLimits::Admission ConnectionLimits::admit(const ip::address& peer) {
    auto group = address_group(peer);
    std::size_t open = 0;
    {
        const std::lock_guard lock(mutex_);
        if (open_ >= total_) {
            return {nullptr, Refusal::too_many};
        }
        auto& here = by_group_[group];
        if (here >= per_group_ && !(exempt_loopback_ && peer.is_loopback())) {
            return {nullptr, Refusal::too_many_from_address};
        }
        ++here;
        open = ++open_;
    }
    if (listener_) {
        listener_(open);
    }
    auto leave_group = [self = shared_from_this(), group = std::move(group)](void*) { self->leave(group); };
    return {std::shared_ptr<void>(this, std::move(leave_group)), std::nullopt};
}

std::size_t ConnectionLimits::open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

void ConnectionLimits::leave(const std::string& group) {
    std::size_t open = 0;
    {
        const std::lock_guard lock(mutex_);
        const auto entry = by_group_.find(group);
        if (entry != by_group_.end() && --entry->second == 0) {
            by_group_.erase(entry);
        }
        open = --open_;
    }
    if (listener_) {
        listener_(open);
    }
}

} // namespace parley::http
