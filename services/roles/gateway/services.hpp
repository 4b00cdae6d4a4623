// What the gateway's routes work with: the use cases and the reference data of this node, all made by the node.
#pragma once

#include "adapters/ws/session.hpp"
#include "app/admission.hpp"
#include "app/bulk.hpp"
#include "app/copies.hpp"
#include "app/flags.hpp"
#include "app/hindsight.hpp"
#include "app/notary.hpp"
#include "app/offer_links.hpp"
#include "app/outreach.hpp"
#include "app/own_prices.hpp"
#include "app/place_book.hpp"
#include "app/ports/api_keys.hpp"
#include "app/ports/campaigns.hpp"
#include "app/ports/claims.hpp"
#include "app/ports/ideas.hpp"
#include "app/ports/listings.hpp"
#include "app/ports/photos.hpp"
#include "app/ports/postbacks.hpp"
#include "app/ports/prepared.hpp"
#include "app/ports/profiles.hpp"
#include "app/ports/pushes.hpp"
#include "app/ports/read_marks.hpp"
#include "app/ports/referrals.hpp"
#include "app/ports/returns.hpp"
#include "app/ports/rights.hpp"
#include "app/ports/seats.hpp"
#include "app/ports/team.hpp"
#include "app/ports/wishes.hpp"
#include "app/reach_replay.hpp"
#include "app/repeats.hpp"
#include "app/replies.hpp"
#include "app/stewardship.hpp"
#include "app/topic_feed.hpp"
#include "app/trust_book.hpp"
#include "app/webhook_sender.hpp"
#include "app/weekly_report.hpp"
#include "roles/gateway/draft_reader.hpp"
#include "roles/gateway/line_watch.hpp"
#include "roles/lab.hpp"
#include "roles/settings.hpp"

namespace parley::roles {

struct Services {
    const Settings& settings;
    app::Market& market;
    app::Admission& admission;
    app::OfferLists& offer_lists;
    app::Accounts& accounts;
    app::Businesses& businesses;
    app::Listings& listings;
    app::Outbox& outbox;
    app::Stages& stages;
    app::ReadMarks& read_marks;
    app::Ideas& ideas;
    app::Referrals& referrals;
    app::Claims& claims;
    app::Postbacks& postbacks;
    app::Prepared& prepared;
    app::Replies& replies;
    app::Bulk& bulk;
    app::Proofs& proofs;
    app::Notary& notary;
    app::MatchBook& matches;
    app::Outreach& outreach;
    app::TopicFeed& topics;
    app::RuleBook& rules;
    const app::PlaceBook& places;
    const std::vector<app::Sector>& sectors;
    const DraftReader& drafts;
    app::LiveState& live;
    ws::Sessions& sockets;
    app::RandomBytes random;
    boost::asio::any_io_executor background; // for what takes long and is nobody's turn
    std::function<core::Instant()> clock;
    std::function<bool()> ready; // the database answers and the gates are open
    app::Rights& rights;
    app::Oversight& oversight;
    app::Suspensions& suspensions;
    app::Stewardship& stewardship;
    app::Flags& flags;
    std::string steward_token_hash; // "" where no operator can sign in
    app::Hindsight& hindsight;
    app::TrustBook& trust;
    app::Conduct& conduct;
    app::Copies& copies;
    app::Repeats& repeats;
    app::Photos& photos;
    app::OwnPrices& own_prices;
    app::Wishes& wishes;
    app::Returns& returns;
    app::Profiles& profiles;
    app::Seats& seats;
    app::Team& team;
    LineWatch& seat_watch;
    app::ReachReplay& reach;
    app::Numbers& numbers;
    app::WeeklyReport& weekly_report;
    app::ApiKeys& api_keys;
    LineWatch& key_watch;
    app::Webhooks& webhooks;
    app::WebhookLine& webhook_line;
    app::WebhookSender& webhook_sender;
    app::Campaigns& campaigns;
    app::OfferLinks& offer_links;
    app::PushSubscriptions& push_subscriptions;
    app::Pusher& pusher;
    Lab& lab;
};

} // namespace parley::roles
