// The notary signs: receipts, which prove to a bidder what we took and when, and every minute the chain heads of
// intents that are over, after which nothing in their logs can be changed without its showing (DESIGN 3.3).
#pragma once

#include "app/ports/outbox.hpp"
#include "app/ports/proofs.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "core/talk/solicited.hpp"
#include "core/value.hpp"

#include <chrono>

namespace parley::app {

struct NotaryParts {
    Proofs& proofs;
    Outbox& outbox;
    std::function<core::Instant()> clock;
    std::chrono::milliseconds publish_every{60'000};
};

/// What a receipt is about: the offer as its bidder sent it.
struct ReceiptFacts {
    core::IntentId intent;
    core::OfferId offer;
    core::Minor price = 0;
    core::Attributes attributes;
    std::string message;
    core::OfferDetails details;
    core::Instant received_at;
};

/// What a business that saw an erased intent is told, and can show that it was told.
struct DeletionFacts {
    core::IntentId intent;
    core::BusinessId business;
    core::Instant erased_at;
};

/// Who of a business gave a lead to whom, and how far it had come.
struct HandOverFacts {
    core::IntentId intent;
    core::BusinessId business;
    std::int64_t n = 0; // of this lead
    std::string from;   // seats
    std::string to;
    std::string stage;
    core::Instant at;
};

/// What an invitation permits: contact about one intent, in these ways and until then (PECR reg. 22: solicited).
struct SolicitationFacts {
    core::IntentId intent;
    core::BusinessId business;
    std::string sector;
    core::Instant invited_at;
    core::Solicited solicited; // as things stand
};
SolicitationFacts solicitation_of(const core::IntentId& intent, const core::State& state, const core::Bidder& bidder);

class Notary {
public:
    Notary(NotaryParts parts, const SigningSeed& seed);

    /// The same facts give the same receipt, on every node.
    core::Value receipt(const ReceiptFacts& facts) const;
    /// The signed order to delete what was kept of an intent. The same facts give the same one, on every node.
    core::Value deletion(const DeletionFacts& facts) const;
    /// The signed statement of what a business may do for an intent that it was invited to, and of nothing besides.
    core::Value solicitation(const SolicitationFacts& facts) const;
    /// The signed statement of a hand-over. The same facts give the same one, on every node.
    core::Value hand_over(const HandOverFacts& facts) const;
    /// Of a document of ours whose "type" no other kind has, to know it again when somebody brings it back; base64url.
    std::string signature_of(const core::Value& document) const;
    bool is_ours(const core::Value& document, std::string_view signature) const;
    /// The public key as a JSON Web Key Set (RFC 7517, RFC 8037).
    core::Value keys() const;

    /// Publishes until cancelled.
    boost::asio::awaitable<void> run();

private:
    boost::asio::awaitable<void> publish();
    HeadList make_list(std::int64_t n, const digest::Sha256& previous, const std::vector<ChainHead>& heads) const;

    NotaryParts parts_;
    digest::SigningKey key_;
    std::string kid_; // RFC 7638
};

} // namespace parley::app
