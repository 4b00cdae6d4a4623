#include "app/publishing.hpp"

#include "app/experiment_study.hpp"
#include "app/public_request.hpp"
#include "app/signing_name.hpp"
#include "runtime/elsewhere.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace parley::app {

namespace asio = boost::asio;
namespace analyse = lab::analyse;
namespace design = lab::design;
using core::Value;
using design::ExperimentState;
using design::LoggedEvent;
using Kind = ExperimentNo::Kind;

namespace {

constexpr std::size_t slug_min = 3, slug_max = 64, title_max = 160;

ExperimentNo no(Kind kind, std::string detail, std::string pointer = "") {
    return {kind, std::move(pointer), std::move(detail)};
}

/// Where the version in force begins in its log.
std::size_t begin_of_version(const ExperimentLog& log) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < log.size(); ++i)
        if (text_in(log[i].event, "type") == registered_event)
            begin = i;
    return begin;
}

/// Who did that last.
std::string doer_of(const ExperimentLog& log, std::string_view type) {
    const Value* event = last_of(log, type);
    return event != nullptr ? text_in(*event, "by") : "";
}

/// Whether somebody did one of these, at any time. A name that signed stays its person's, and names that look alike are
/// one, so that the name is the person.
bool has_done(const ExperimentLog& log, const std::string& by, const std::set<std::string>& types) {
    return std::ranges::any_of(log, [&, key = name_key(by)](const LoggedEvent& one) {
        return name_key(text_in(one.event, "by")) == key && types.contains(text_in(one.event, "type"));
    });
}

std::string day_in(const Value& event) {
    const auto* at = event.at("at").as_integer();
    const std::string words = date_words(core::Instant{at != nullptr ? *at : 0});
    return words.substr(0, words.find(','));
}

bool is_title(std::string_view text) {
    const bool is_line = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= ' '; });
    return is_line && text.size() <= title_max && text.find_first_not_of(' ') != std::string_view::npos;
}

/// What comes after "1.4.0": the data were read again, which is more than a mended word and less than another form.
std::string version_after(const std::string& version) {
    const auto first = version.find('.'), second = version.rfind('.');
    int minor = 0;
    std::from_chars(version.data() + first + 1, version.data() + second, minor);
    return version.substr(0, first + 1) + std::to_string(minor + 1) + ".0";
}

std::string change_of(const PublicationWish& wish, const std::vector<Finding>& older, const std::string& verdict) {
    if (older.empty())
        return "First release.";
    if (!wish.change.empty())
        return wish.change;
    return "The rows were read and analysed again. " +
           std::string(analyse::what_was_found(older.front().verdict) == analyse::what_was_found(verdict)
                           ? "The verdict is the same."
                           : "The verdict has changed.");
}

struct Released {
    lab::release::StudyRelease release;
    std::string analysis;
    std::string verdict;
    bool shows_harm = false;
};

/// Whether the guardrail that was registered ended it, and nobody's hand.
bool was_ended_by_guardrail(const std::vector<LoggedEvent>& log) {
    return std::any_of(log.begin() + static_cast<std::ptrdiff_t>(begin_of_version(log)), log.end(),
                       [](const LoggedEvent& one) {
                           return text_in(one.event, "type") == core::name_of(ExperimentDeed::kill) &&
                                  text_in(one.event, "by") == the_watch;
                       });
}

/// A whole sector's rounds end for what was shown of people, by what was registered before, and for nothing else.
std::optional<ExperimentNo> fault_of_ends(const PublicationWish& wish, const Released& released,
                                          const std::vector<LoggedEvent>& log) {
    if (wish.rounds_end_in.empty())
        return std::nullopt;
    if (released.release.study.simulated)
        return no(Kind::invalid, "must be empty: the finding is simulated, so that it shows nothing of what people do",
                  "/rounds_end_in");
    if (!released.shows_harm && !was_ended_by_guardrail(log))
        return no(Kind::invalid,
                  "must be empty: the verdict does not show that rounds do harm, as no guardrail is breached and no "
                  "primary hypothesis is answered for the worse",
                  "/rounds_end_in");
    return std::nullopt;
}

} // namespace

bool waits_for_release(const std::vector<LoggedEvent>& log) {
    bool waits = false;
    for (std::size_t i = begin_of_version(log); i < log.size(); ++i)
        if (const std::string type = text_in(log[i].event, "type"); type == published_event)
            waits = false;
        else if (type == analysed_event)
            waits = true;
    return waits;
}

std::vector<std::string> analysts_in(const ExperimentLog& log) {
    std::vector<std::string> names;
    for (std::size_t i = begin_of_version(log); i < log.size(); ++i)
        if (std::string by = text_in(log[i].event, "by");
            text_in(log[i].event, "type") == analysed_event && std::ranges::find(names, by) == names.end())
            names.push_back(std::move(by));
    return names;
}

std::string title_of(const StoredExperiment& experiment) {
    return text_in(experiment.document, "title");
}

bool is_finding_slug(std::string_view text) {
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (text.size() < slug_min || text.size() > slug_max || text.front() == '-' || text.back() == '-')
        return false;
    return std::ranges::all_of(text, [&](char c) { return is_plain(c) || c == '-'; }) &&
           text.find("--") == std::string_view::npos;
}

std::vector<std::string> deviations_in(const StoredExperiment& experiment, const ExperimentLog& log) {
    std::vector<std::string> deviations;
    bool is_published = false;
    if (experiment.version > 1)
        deviations.push_back("Version " + std::to_string(experiment.version) +
                             " of what was registered was in force; the versions before it are in the log.");
    for (std::size_t i = begin_of_version(log); i < log.size(); ++i) {
        const Value& event = log[i].event;
        const std::string type = text_in(event, "type"), why = text_in(event, "why");
        const bool by_itself = text_in(event, "by") == the_watch;
        is_published = is_published || type == published_event;
        const std::string because = why.empty() || why == type ? "." : ": " + why + '.';
        if (type == core::name_of(ExperimentDeed::pause))
            deviations.push_back("Paused on " + day_in(event) +
                                 (by_itself ? ", since the arms were not of the sizes that they are drawn to have."
                                            : " by hand" + because));
        else if (type == core::name_of(ExperimentDeed::stop) && !by_itself)
            deviations.push_back("Stopped on " + day_in(event) +
                                 " by hand, and not by the size or the days that were registered" + because);
        else if (type == analysed_event && is_published)
            deviations.push_back("Analysed again on " + day_in(event) + ", after it was published" + because);
        else if (type == core::name_of(ExperimentDeed::kill) && !by_itself)
            deviations.push_back("Ended for harm on " + day_in(event) + " by hand, and not by a guardrail" + because);
    }
    return deviations;
}

std::vector<Finding> newest_releases(std::vector<Finding> releases) {
    std::set<std::string> seen;
    std::erase_if(releases, [&](const Finding& one) { return !seen.insert(one.slug).second; });
    return releases;
}

std::vector<StoredExperiment> overdue_findings(const std::vector<StoredExperiment>& experiments,
                                               const std::vector<Finding>& findings, core::Instant now) {
    std::vector<StoredExperiment> overdue;
    for (const StoredExperiment& one : experiments) {
        const bool is_told = std::ranges::any_of(findings, [&](const Finding& finding) {
            return finding.experiment == one.key && finding.prereg_version == one.version;
        });
        if (one.ended_at && *one.ended_at + overdue_after <= now && !is_told && one.state != ExperimentState::void_)
            overdue.push_back(one);
    }
    std::ranges::stable_sort(overdue, {}, [](const StoredExperiment& one) { return *one.ended_at; });
    return overdue;
}

asio::awaitable<AnalysisAnswer> Publishing::analyse(std::string key, std::string by, std::string why) {
    // Read before what is decided on, so that nothing that comes meanwhile is passed over.
    const auto log = co_await parts_.experiments.log(key);
    auto found = co_await parts_.experiments.find(key);
    if (!found)
        co_return no(Kind::unknown, "there is no such experiment");
    const bool is_published = found->state == ExperimentState::published;
    if (!is_published && !design::may_follow(found->state, ExperimentState::analysed))
        co_return no(Kind::not_now,
                     "it is " + std::string(core::name_of(found->state)) + ", and only one that is over is analysed");
    // Nobody takes another look at what everybody has read without saying why.
    if (is_published && why.empty())
        co_return no(Kind::invalid, "must say why, since it is published: that is told with the next release", "/why");
    auto study = co_await read_study(parts_.studies, *found);
    if (!study)
        co_return no(Kind::invalid, study.error().detail, study.error().pointer);
    KeptAnalysis kept{key, found->version, "", by, parts_.clock()};
    Value event = experiment_event(analysed_event, by, kept.at);
    if (!why.empty())
        event["why"] = std::move(why);
    auto with_this = log;
    with_this.push_back(design::chained(log, event));
    study->deviations = deviations_in(*found, with_this);
    kept.analysis = co_await runtime::elsewhere(parts_.background, [this, study = std::move(*study)] {
        return parts_.analysis_json(study, analyse::analyse(study));
    });
    found->state = is_published ? ExperimentState::published : ExperimentState::analysed;
    StoredExperiment next = *found;
    auto step = step_after(log, std::move(*found), std::move(event));
    if (!co_await parts_.findings.keep_analysis(std::move(step), kept))
        co_return no(Kind::overtaken, "somebody else changed it just now");
    co_return AnalysedExperiment{std::move(next), std::move(kept)};
}

asio::awaitable<std::optional<lab::release::RowsOutlook>> Publishing::rows_outlook(StoredExperiment experiment) {
    if (!waits_for_release(co_await parts_.experiments.log(experiment.key)))
        co_return std::nullopt;
    const auto counted = counted_of(experiment);
    auto read = private_study_of(experiment, co_await parts_.studies.private_rows_of(experiment.key, counted));
    if (!read)
        co_return std::nullopt;
    const auto outlook = co_await runtime::elsewhere(
        parts_.background, [facts = std::move(read->facts)] { return lab::release::rows_outlook(facts); });
    co_return outlook ? std::optional(*outlook) : std::nullopt;
}

std::optional<ExperimentNo> Publishing::fault_in(const PublicationWish& wish, const StoredExperiment& experiment,
                                                 const std::vector<Finding>& releases) const {
    if (!is_finding_slug(wish.slug))
        return no(Kind::invalid, "must be 3 to 64 of a-z and 0-9 with single - between them", "/slug");
    if (!is_title(wish.title))
        return no(Kind::invalid, "must be one line of 1 to 160 characters", "/title");
    for (const Finding& one : releases) {
        const bool is_own = one.experiment == experiment.key && one.prereg_version == experiment.version;
        if (is_own && one.slug != wish.slug)
            return no(Kind::invalid, "must be " + one.slug + ", by which it was published before", "/slug");
        if (!is_own && one.slug == wish.slug)
            return no(Kind::invalid, "is that of another finding", "/slug");
    }
    const auto prereg = design::prereg_from(experiment.document);
    if (!prereg)
        return no(Kind::invalid, prereg.error().detail, prereg.error().pointer);
    const auto all = sectors_of(prereg->sectors, parts_.rules);
    for (std::size_t i = 0; i < wish.rounds_end_in.size(); ++i)
        if (const std::string& sector = wish.rounds_end_in[i];
            std::ranges::count(all, sector) == 0 && std::ranges::count(prereg->sectors, sector) == 0)
            return no(Kind::invalid, "is no sector of the experiment", "/rounds_end_in/" + std::to_string(i));
    return std::nullopt;
}

asio::awaitable<boost::system::result<NewFinding, ExperimentNo>> Publishing::made(StoredExperiment experiment,
                                                                                  const ExperimentLog& log,
                                                                                  PublicationWish wish, std::string by,
                                                                                  std::vector<Finding> releases) {
    const auto counted = counted_of(experiment);
    auto read = private_study_of(experiment, co_await parts_.studies.private_rows_of(experiment.key, counted));
    if (!read)
        co_return no(Kind::invalid, read.error().detail, read.error().pointer);
    read->study.deviations = deviations_in(experiment, log);
    auto released = co_await runtime::elsewhere(
        parts_.background, [this, read = std::move(*read)]() -> boost::system::result<Released, ExperimentNo> {
            // Drawn for this release, and gone with it: nobody can join two releases by their names.
            const lab::release::ReleaseKey key = parts_.random();
            auto release = lab::release::release_study(read.study, read.facts, key);
            if (!release)
                return no(Kind::invalid, "fact " + release.error().pointer + ' ' + release.error().detail);
            const analyse::Analysis analysis = analyse::analyse(release->study);
            std::string text = parts_.analysis_json(release->study, analysis);
            return Released{std::move(*release), std::move(text), analysis.verdict, analyse::shows_harm(analysis)};
        });
    if (!released)
        co_return released.error();
    if (auto fault = fault_of_ends(wish, *released, log))
        co_return std::move(*fault);

    std::erase_if(releases, [&](const Finding& one) { return one.slug != wish.slug; });
    const std::string registrar = doer_of(log, registered_event), analyst = doer_of(log, analysed_event);
    Finding finding;
    finding.slug = wish.slug;
    finding.version = releases.empty() ? "1.0.0" : version_after(releases.front().version);
    finding.experiment = experiment.key;
    finding.prereg_version = experiment.version;
    finding.prereg_sha256 = experiment.sha256;
    finding.title = wish.title;
    finding.verdict = released->verdict;
    finding.sectors = released->release.study.prereg.sectors;
    finding.change = change_of(wish, releases, released->verdict);
    finding.simulated = released->release.study.simulated;
    finding.is_withheld = released->release.is_withheld;
    finding.proposed_by = analyst;
    finding.published_by = by;
    finding.published_at = parts_.clock();

    ReleaseDraft draft{
        finding, std::move(releases),           std::move(released->release), std::move(released->analysis),
        log,     {{registrar, "projectLeader"}}};
    for (const std::string& name : analysts_in(log))
        draft.people.push_back({name, "dataCurator"});
    draft.people.push_back({by, "dataManager"});
    NewFinding made;
    made.texts = {std::move(finding), draft.analysis, core::canonical(experiment.document)};
    made.package = co_await runtime::elsewhere(parts_.background,
                                               [this, draft = std::move(draft)] { return parts_.package(draft); });
    made.texts.finding.sha256 = digest::hex(digest::sha256(made.package));
    made.rounds_end_in = std::move(wish.rounds_end_in);
    co_return made;
}

asio::awaitable<PublicationAnswer> Publishing::publish(std::string key, PublicationWish wish, std::string by) {
    const auto log = co_await parts_.experiments.log(key);
    auto found = co_await parts_.experiments.find(key);
    if (!found)
        co_return no(Kind::unknown, "there is no such experiment");
    const bool is_published = found->state == ExperimentState::published;
    if (is_published && !waits_for_release(log))
        co_return no(Kind::not_analysed,
                     "it is published, and has to be analysed again, with a reason, before it is released again");
    if (!is_published && found->state != ExperimentState::analysed)
        co_return no(Kind::not_analysed,
                     "it is " + std::string(core::name_of(found->state)) + ", and has to be analysed first");
    if (has_done(log, by, {registered_event, analysed_event}))
        co_return no(Kind::second_person, "whoever registered or analysed it does not publish it");
    const auto releases = co_await parts_.findings.releases();
    if (auto fault = fault_in(wish, *found, releases))
        co_return std::move(*fault);
    auto fresh = co_await made(*found, log, std::move(wish), by, releases);
    if (!fresh)
        co_return fresh.error();
    const Finding finding = fresh->texts.finding;
    Value event = experiment_event(published_event, by, finding.published_at);
    event["slug"] = finding.slug;
    event["version"] = finding.version;
    event["sha256"] = finding.sha256;
    for (const std::string& sector : fresh->rounds_end_in)
        event["rounds_end_in"].push_back(sector);
    found->state = ExperimentState::published;
    auto step = step_after(log, std::move(*found), std::move(event));
    if (!co_await parts_.findings.publish(std::move(step), std::move(*fresh)))
        co_return no(Kind::overtaken, "somebody else changed it, or took its slug, just now");
    co_return finding;
}

} // namespace parley::app
