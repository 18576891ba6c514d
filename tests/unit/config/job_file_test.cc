#include "shared/config/job_file.h"

#include "shared/config/placeholders.h"
#include "shared/config/value_type.h"
#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

struct JobFileTest : testing::Test {
  JobFileTest() {
    for (const char* name : {"files/app-2.3.deb", "files/..evil", "files/-rf", "files/a b.deb", "other/app-2.3.deb"})
      files.write(name, "x");
    std::filesystem::create_directory(files.folder / "files/folder");
  }
  Parsed<JobFile> load(const std::string& text) const { return load_job_file(files.write("job.toml", text)); }

  ConfigFiles files;
};

const std::string kJob = "name = \"n\"\npackages = [\"files/app-2.3.deb\"]\nservers = [\"ids-*\"]\n";

TEST_F(JobFileTest, ReadsEverything) {
  const auto job = value_of(load(R"(name = "App 2.3"
packages = ["files/app-2.3.deb"]
servers = ["ids-00*"]
before = ["systemctl", "stop", "app"]
install = ["dpkg", "-i", "{package}"]
verify = ["sh", "-c", "test ${HOME} = /root && awk '{print $1}' /etc/{device}"]
after = ["true"]
timeout = "5m"
retries = 2
parallel = 3
bandwidth = "5MB"
window = "22:00-05:00"
[[server]]
name = "ids-0101"
devices = ["pos-*", "kiosk-1"]
[[server]]
name = "ids-0102"
)"));
  EXPECT_EQ(job.name, "App 2.3");
  EXPECT_THAT(job.packages, testing::ElementsAre(files.folder / "files/app-2.3.deb"));
  ASSERT_EQ(job.servers.size(), 3U);
  EXPECT_EQ(job.servers[0].server, "ids-00*");
  EXPECT_TRUE(job.servers[0].devices.empty());
  EXPECT_THAT(job.servers[1].devices, testing::ElementsAre("pos-*", "kiosk-1"));
  EXPECT_TRUE(job.servers[2].devices.empty());
  EXPECT_THAT(job.parameters.install, testing::ElementsAre("dpkg", "-i", "{package}"));
  EXPECT_EQ(job.parameters.timeout, std::chrono::minutes(5));
  EXPECT_EQ(job.parameters.retries, 2U);
  EXPECT_EQ(job.parameters.parallel, 3U);
  EXPECT_EQ(job.parameters.bandwidth, 5'000'000U);
  EXPECT_EQ(job.parameters.window, "22:00-05:00");
}

TEST_F(JobFileTest, WhatIsLeftOutHasTheModelsDefaults) {
  EXPECT_EQ(value_of(load(kJob)).parameters, model::JobParameters{});
}

TEST_F(JobFileTest, EachProblemWithItsLine) {
  const std::string head = "name = \"n\"\n", servers = "servers = [\"a\"]\n";
  for (const WrongCase& wrong : std::vector<WrongCase>{
           {head + "packages = []\n" + servers, 2, "packages is an empty list"},
           {head + servers, 1, "packages is missing"},
           {head + "packages = \"files/app-2.3.deb\"\n" + servers, 2, "expected a list"},
           {head + "packages = [\"files/none.deb\"]\n" + servers, 2, "there is no file"},
           {head + "packages = [\"files/folder\"]\n" + servers, 2, "is a directory"},
           {head + "packages = [\"files/\"]\n" + servers, 2, "its file name is not allowed"},
           {head + "packages = [\"..\"]\n" + servers, 2, "its file name is not allowed"},
           {head + "packages = [\"files/..evil\"]\n" + servers, 2, "its file name is not allowed"},
           {head + "packages = [\"files/-rf\"]\n" + servers, 2, "does not begin with - or ."},
           {head + "packages = [\"files/a b.deb\"]\n" + servers, 2, "its file name is not allowed"},
           {head + "packages = [\"files/app-2.3.deb\", \"other/app-2.3.deb\"]\n" + servers, 2,
            "two files named app-2.3.deb"},
           {head + "packages = [\"files/app-2.3.deb\", \"files/../files/app-2.3.deb\"]\n" + servers, 2, "listed twice"},
           {head + "packages = [\"files/app-2.3.deb\"]\nservers = []\n", 3, "servers is an empty list"},
           {head + "packages = [\"files/app-2.3.deb\"]\n", 0, "no servers are named; expected servers"},
           {head + "packages = [\"files/app-2.3.deb\"]\nservers = [\"../a\"]\n", 3, "has \"../a\""},
           {head + "packages = [\"files/app-2.3.deb\"]\n[[server]]\nname = \"a\"\ndevices = []\n", 5,
            "[[server]] devices is an empty list"},
           {head + "packages = [\"files/app-2.3.deb\"]\n[[server]]\ndevices = [\"d\"]\n", 3,
            "[[server]] name is missing"},
           {kJob + "[[server]]\nname = \"ids-*\"\n", 5, "[[server]] ids-* is named in line 3 already"},
           {"name = \"\"\n" + kJob.substr(kJob.find('\n') + 1), 1, "name is \"\""},
           {kJob + "install = []\n", 4, "install is an empty list"},
           {kJob + "install = \"dpkg -i x\"\n", 4, "install is \"dpkg -i x\"; expected a list of 1 to 256 strings"},
           {kJob + "install = [\"\", \"x\"]\n", 4, "the program is empty"},
           {kJob + "install = [\"dpkg\", 1]\n", 4, "install has 1; expected"},
           {kJob + "install = [\"dpkg\", \"{pakage}\"]\n", 4, "{pakage} is not known; there are {package}, {device}"},
           {kJob + "retries = 101\n", 4, "from 0 to 100"},
           {kJob + "parallel = 0\n", 4, "from 1 to 1000"},
           {kJob + "timeout = \"0s\"\n", 4, "from \"100ms\""},
           {kJob + "timeout = 60\n", 4, "timeout is 60; expected a time span"},
           {kJob + "window = \"22:00-22:00\"\n", 4, "like \"22:00-05:00\""},
           {kJob + "window = \"24:00-05:00\"\n", 4, "window is \"24:00-05:00\""},
           {kJob + "instal = [\"x\"]\n", 4, "instal is not known; expected one of name, packages"}}) {
    expect_one_problem(load(wrong.text), wrong);
  }
}

TEST(Placeholders, OnlyUnknownWordsInBraces) {
  using testing::ElementsAre;
  EXPECT_THAT(unknown_placeholders("{foo}/{package}/{Bar_2}"), ElementsAre("{foo}", "{Bar_2}"));
  EXPECT_THAT(unknown_placeholders("{device}{package}"), ElementsAre());
  EXPECT_THAT(unknown_placeholders("${HOME} {print $1} {} {1} { {"), ElementsAre());
  EXPECT_THAT(unknown_placeholders("{{foo}}"), ElementsAre("{foo}"));
}

TEST_F(JobFileTest, AHundredThousandDevicesWithRepeatsAreToldInAFewLines) {
  std::string devices;
  for (int i = 0; i < 100'000; ++i) devices += fmt::format("{}\"dev-{}\"", i == 0 ? "" : ", ", i % 50'000);
  const auto job = load(kJob + "[[server]]\nname = \"ids-9\"\ndevices = [" + devices + "]\n");
  ASSERT_FALSE(job);
  ASSERT_EQ(job.error().size(), kMaxToldOfAList + 1);
  EXPECT_THAT(job.error().front().message, testing::HasSubstr("\"dev-0\" (it is listed twice)"));
  EXPECT_THAT(job.error().back().message, testing::HasSubstr("49980 more of its items do not fit"));
}

}  // namespace
}  // namespace redrive::config
