#include "adapters/mail/mailer.hpp"

#include "runtime/error.hpp"
#include "smtp_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace parley::mail::test {
namespace {

namespace fs = std::filesystem;
using runtime::Outcome;
using runtime::Unavailable;

app::Mail a_mail(const std::string& id = "m1") {
    app::Mail mail;
    mail.message_id = id;
    mail.to = "Ann <buyer@example.org>";
    mail.subject = "Bestätigen";
    mail.text = ".\nHello\n..\n.leading dot\nlast";
    return mail;
}

SmtpSettings settings_for(const SmtpSink& sink) {
    SmtpSettings settings;
    settings.url = sink.url();
    settings.from = "Parley <no-reply@parley.example>";
    settings.require_tls = false;
    return settings;
}

// Sends and gives what it throws.
std::optional<Unavailable> send(app::Mailer& mailer, app::Mail mail) {
    asio::io_context loop(1);
    std::optional<Unavailable> failure;
    asio::co_spawn(loop, mailer.send(std::move(mail)), [&](std::exception_ptr error) {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const Unavailable& caught) {
            failure = caught;
        }
    });
    loop.run();
    return failure;
}

TEST(SmtpMailer, HandsTheMailOver) {
    SmtpSink sink;
    auto settings = settings_for(sink);
    settings.hello = "node.example";
    const auto mailer = make_smtp_mailer(settings);
    EXPECT_FALSE(send(*mailer, a_mail()));
    const auto mails = sink.mails();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].from, "<no-reply@parley.example>");
    EXPECT_EQ(mails[0].to, "<buyer@example.org>");
    EXPECT_NE(mails[0].text.find("Message-ID: <m1@parley.example>\r\n"), std::string::npos);
    EXPECT_NE(mails[0].text.find("\r\n\r\n=2E\r\nHello\r\n=2E.\r\n=2Eleading dot\r\nlast\r\n"), std::string::npos)
        << mails[0].text;
    EXPECT_THAT(sink.commands(), testing::Contains("EHLO node.example"));
}

TEST(SmtpMailer, KeepsItsConnection) {
    SmtpSink sink;
    auto settings = settings_for(sink);
    settings.workers = 1;
    const auto mailer = make_smtp_mailer(settings);
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(send(*mailer, a_mail("m" + std::to_string(i))));
    EXPECT_EQ(sink.mails().size(), 5U);
    EXPECT_EQ(sink.connections(), 1);
}

TEST(SmtpMailer, SignsInWhereItHasAUser) {
    SmtpSink::Manner manner;
    manner.offers_auth = true;
    SmtpSink sink(manner);
    auto settings = settings_for(sink);
    settings.user = "me";
    settings.password = "secret";
    EXPECT_FALSE(send(*make_smtp_mailer(settings), a_mail()));
    EXPECT_THAT(sink.commands(), testing::Contains(testing::StartsWith("AUTH PLAIN")));
}

TEST(SmtpMailer, AFinalNoIsNotTriedAgainAndAPassingOneIs) {
    SmtpSink::Manner unknown_mailbox;
    unknown_mailbox.rcpt = "550 no such user";
    SmtpSink strict(unknown_mailbox);
    const auto final_no = send(*make_smtp_mailer(settings_for(strict)), a_mail());
    ASSERT_TRUE(final_no);
    EXPECT_FALSE(final_no->retryable());
    EXPECT_EQ(std::string(final_no->what()).find("buyer"), std::string::npos) << "no address in errors and logs";

    SmtpSink::Manner greylisting;
    greylisting.rcpt = "451 try later";
    SmtpSink later(greylisting);
    const auto passing = send(*make_smtp_mailer(settings_for(later)), a_mail());
    ASSERT_TRUE(passing);
    EXPECT_TRUE(passing->retryable());
    EXPECT_EQ(passing->outcome(), Outcome::not_done);
}

TEST(SmtpMailer, AServerThatFallsSilentIsLeftAndTheOutcomeUnknown) {
    SmtpSink::Manner manner;
    manner.silent_after_data = true;
    SmtpSink sink(manner);
    auto settings = settings_for(sink);
    settings.total_timeout = std::chrono::seconds(1);
    const auto failure = send(*make_smtp_mailer(settings), a_mail());
    ASSERT_TRUE(failure);
    EXPECT_TRUE(failure->retryable());
    EXPECT_EQ(failure->outcome(), Outcome::unknown);
}

TEST(SmtpMailer, NoServerIsARetry) {
    std::string url;
    {
        SmtpSink gone;
        url = gone.url();
    }
    SmtpSettings settings;
    settings.url = url;
    settings.from = "no-reply@parley.example";
    const auto failure = send(*make_smtp_mailer(settings), a_mail());
    ASSERT_TRUE(failure);
    EXPECT_TRUE(failure->retryable());
    EXPECT_EQ(failure->outcome(), Outcome::not_done);
}

TEST(SmtpMailer, SendsNothingInTheClearWhenTlsIsDemanded) {
    SmtpSink sink;
    auto settings = settings_for(sink);
    settings.require_tls = true;
    const auto failure = send(*make_smtp_mailer(settings), a_mail());
    ASSERT_TRUE(failure);
    EXPECT_TRUE(failure->retryable());
    EXPECT_TRUE(sink.mails().empty());
    EXPECT_THAT(sink.commands(), testing::Not(testing::Contains(testing::StartsWith("MAIL"))));
}

TEST(SmtpMailer, AnAddressThatIsNoneNeverReachesTheServer) {
    SmtpSink sink;
    auto mail = a_mail();
    mail.to = "buyer@example.org>\r\nRCPT TO:<other@example.org";
    const auto failure = send(*make_smtp_mailer(settings_for(sink)), mail);
    ASSERT_TRUE(failure);
    EXPECT_FALSE(failure->retryable());
    EXPECT_EQ(sink.connections(), 0);
}

TEST(SmtpMailer, WrongSettingsAreRefusedAtOnce) {
    SmtpSettings settings;
    settings.url = "http://x";
    settings.from = "a@b.c";
    EXPECT_THROW(make_smtp_mailer(settings), std::invalid_argument);
    settings.url = "smtp://x";
    settings.from = "nobody";
    EXPECT_THROW(make_smtp_mailer(settings), std::invalid_argument);
}

class FolderMailer : public testing::Test {
protected:
    FolderMailer() {
        std::string name = (fs::temp_directory_path() / "parley-mail-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("mkdtemp");
        folder_ = name;
    }
    ~FolderMailer() override { fs::remove_all(folder_); }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_ / "mails"))
            names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }
    std::string text_of(const std::string& name) const {
        std::ifstream in(folder_ / "mails" / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    fs::path folder_;
};

TEST_F(FolderMailer, WritesOneFilePerMailInTheOrderOfTime) {
    const auto mailer = make_folder_mailer(folder_ / "mails", "no-reply@parley.example");
    for (const char* id : {"first", "second", "third"})
        EXPECT_FALSE(send(*mailer, a_mail(id)));
    const auto names = files();
    ASSERT_EQ(names.size(), 3U) << "and nothing unfinished beside them";
    std::size_t i = 0;
    for (const char* id : {"first", "second", "third"}) {
        EXPECT_THAT(names[i], testing::MatchesRegex("[0-9]{8}T[0-9]{6}\\.[0-9]{6}Z-[0-9a-f]{12}\\.eml"));
        EXPECT_NE(text_of(names[i]).find("Message-ID: <" + std::string(id) + "@"), std::string::npos);
        ++i;
    }
}

TEST_F(FolderMailer, AFolderThatCannotBeWrittenIsARetry) {
    std::ofstream(folder_ / "mails") << "a file is in the way";
    const auto failure = send(*make_folder_mailer(folder_ / "mails", "a@b.c"), a_mail());
    ASSERT_TRUE(failure);
    EXPECT_TRUE(failure->retryable());
    auto bad = a_mail();
    bad.to = "nobody";
    const auto final_no = send(*make_folder_mailer(folder_ / "other", "a@b.c"), bad);
    ASSERT_TRUE(final_no);
    EXPECT_FALSE(final_no->retryable());
}

TEST_F(FolderMailer, TogetherWithAServerBothGetTheMail) {
    SmtpSink sink;
    const auto both =
        make_combined_mailer({make_folder_mailer(folder_ / "mails", "a@b.c"), make_smtp_mailer(settings_for(sink))});
    EXPECT_FALSE(send(*both, a_mail()));
    EXPECT_EQ(files().size(), 1U);
    EXPECT_EQ(sink.mails().size(), 1U);
}

} // namespace
} // namespace parley::mail::test
