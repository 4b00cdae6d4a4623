#include "app/notary.hpp"

#include "app/consequences.hpp"
#include "runtime/again.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int batch = 1'000;
constexpr core::Micros job_hold = core::seconds(30);

core::Value jwk_of(const digest::SigningKey& key) {
    core::Value jwk;
    jwk["kty"] = "OKP";
    jwk["crv"] = "Ed25519";
    jwk["x"] = digest::base64url(key.public_key());
    return jwk;
}

std::string raw(const digest::Sha256& hash) {
    return {hash.begin(), hash.end()};
}

} // namespace

Notary::Notary(NotaryParts parts, const SigningSeed& seed)
    : parts_(std::move(parts)), key_(seed),
      // The thumbprint is over the required members in the order of their names, which is what canonical JSON gives.
      kid_(digest::base64url(raw(digest::sha256(core::canonical(jwk_of(key_)))))) {}

core::Value Notary::keys() const {
    core::Value jwk = jwk_of(key_);
    jwk["kid"] = kid_;
    jwk["use"] = "sig";
    core::Value set;
    set["keys"] = core::Value::Array{};
    set["keys"].push_back(std::move(jwk));
    return set;
}

core::Value Notary::receipt(const ReceiptFacts& facts) const {
    core::Value offer;
    offer["price"] = facts.price;
    offer["message"] = facts.message;
    offer["attributes"] = core::Value::Object{};
    for (const auto& [name, units] : facts.attributes)
        offer["attributes"][name] = units;
    if (facts.details != core::OfferDetails{})
        offer["details"] = core::signed_details(facts.details);
    core::Value receipt;
    receipt["type"] = "parley.receipt/1";
    receipt["intent_id"] = core::to_text(facts.intent);
    receipt["offer_id"] = core::to_text(facts.offer);
    receipt["offer_sha256"] = digest::hex(digest::sha256(core::canonical(offer)));
    receipt["received_at"] = facts.received_at.us;
    receipt["kid"] = kid_;
    receipt["signature"] = digest::base64url(key_.sign(core::canonical(receipt)));
    return receipt;
}

SolicitationFacts solicitation_of(const core::IntentId& intent, const core::State& state, const core::Bidder& bidder) {
    return {intent, bidder.business.id, state.intent.sector, bidder.invited_at, core::solicited(state, bidder)};
}

core::Value Notary::deletion(const DeletionFacts& facts) const {
    core::Value order;
    order["type"] = "parley.deletion/1";
    order["intent_id"] = core::to_text(facts.intent);
    order["business_id"] = core::to_text(facts.business);
    order["erased_at"] = facts.erased_at.us;
    order["kid"] = kid_;
    order["signature"] = signature_of(order);
    return order;
}

core::Value Notary::solicitation(const SolicitationFacts& facts) const {
    core::Value receipt;
    receipt["type"] = "parley.solicitation/1";
    receipt["intent_id"] = core::to_text(facts.intent);
    receipt["business_id"] = core::to_text(facts.business);
    receipt["sector"] = facts.sector;
    receipt["permits"] = core::Value::Array{};
    for (const core::Contact contact : facts.solicited.permits)
        receipt["permits"].push_back(core::name_of(contact));
    receipt["invited_at"] = facts.invited_at.us;
    receipt["until"] = facts.solicited.until.us;
    receipt["kid"] = kid_;
    receipt["signature"] = signature_of(receipt);
    return receipt;
}

core::Value Notary::hand_over(const HandOverFacts& facts) const {
    core::Value document;
    document["type"] = "parley.hand-over/1";
    document["intent_id"] = core::to_text(facts.intent);
    document["business_id"] = core::to_text(facts.business);
    document["n"] = facts.n;
    document["from"] = facts.from;
    document["to"] = facts.to;
    document["stage"] = facts.stage;
    document["at"] = facts.at.us;
    document["kid"] = kid_;
    document["signature"] = signature_of(document);
    return document;
}

std::string Notary::signature_of(const core::Value& document) const {
    return digest::base64url(key_.sign(core::canonical(document)));
}

bool Notary::is_ours(const core::Value& document, std::string_view signature) const {
    const auto bytes = digest::from_base64url(signature);
    return bytes && digest::verify_signature(key_.public_key(), core::canonical(document), *bytes);
}

HeadList Notary::make_list(std::int64_t n, const digest::Sha256& previous, const std::vector<ChainHead>& heads) const {
    core::Value body;
    body["type"] = "parley.heads/1";
    body["n"] = n;
    body["at"] = parts_.clock().us;
    body["kid"] = kid_;
    body["heads"] = core::Value::Array{};
    for (const ChainHead& head : heads) {
        core::Value one;
        one["intent_id"] = core::to_text(head.intent);
        one["seq"] = head.seq;
        one["hash"] = digest::hex(head.hash);
        body["heads"].push_back(std::move(one));
    }
    HeadList list;
    list.n = n;
    list.body = core::canonical(body);
    list.hash = digest::sha256(digest::hex(previous) + list.body);
    list.signature = digest::base64url(key_.sign(digest::hex(list.hash)));
    return list;
}

asio::awaitable<void> Notary::run() {
    // Where it fails, what was claimed comes back; a list is late, and none is lost.
    return runtime::again_and_again(parts_.publish_every, "heads_not_published", [this] { return publish(); });
}

asio::awaitable<void> Notary::publish() {
    for (;;) {
        const auto jobs = co_await parts_.outbox.claim(heads_job, parts_.clock(), job_hold, batch);
        if (jobs.empty())
            co_return;
        std::vector<core::IntentId> intents;
        for (const OutboxJob& job : jobs)
            intents.push_back(job.intent);
        co_await parts_.proofs.publish(
            std::move(intents), [this](std::int64_t n, const digest::Sha256& previous,
                                       const std::vector<ChainHead>& heads) { return make_list(n, previous, heads); });
        for (const OutboxJob& job : jobs)
            co_await parts_.outbox.finish(job);
    }
}

} // namespace parley::app
