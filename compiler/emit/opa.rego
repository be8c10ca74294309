# Decisions for one target, as rolecall makes them. The data of the bundle is made
# for looking up, so that the size of a policy hardly matters.
#
# Ask data.rolecall.TARGET.decision, or .allow for the answer alone, with
#
#   {"principal": …, "privilege": …, "database": …, "collection": …,
#    "roles": […], "attributes": {"principal": {}, "resource": {}, "request": {}}}
#
# Principal and privilege are needed. Roles replace the principal's bindings: pass
# on only what you would vouch for.
package rolecall.TARGET

import data.rolecall.TARGET.table
import rego.v1

default decision := {"allowed": false, "role": "", "source": "", "condition": "", "reason": "the request cannot be read"}

decision := no(problem)

decision := yes(first) if not problem

decision := no(denial) if {
	not problem
	not first
}

default allow := false

allow if {
	not problem
	first
}

yes(row) := {"allowed": true, "role": row[1], "source": row[2], "condition": row[3], "reason": concat("", [sprintf("role %q grants it", [row[1]]), while(row[3])])}

no(reason) := {"allowed": false, "role": "", "source": "", "condition": "", "reason": reason}

while(condition) := "" if condition == ""

while(condition) := sprintf(" while condition %q holds", [condition]) if condition != ""

# What is asked.

keys := object.keys(input)

brings_roles if "roles" in keys

privilege := object.get(input, "privilege", "")

principal := object.get(input, "principal", "")

database := "default" if object.get(input, "database", "") == ""

database := input.database if input.database != ""

asked := object.get(input, "collection", "")

collection := table.aliases[database][asked]

collection := asked if not table.aliases[database][asked]

# Why a request is refused whatever roles grant.

problem := malformed

problem := "the request names no principal" if {
	not malformed
	principal == ""
}

problem := "the request names no privilege" if {
	not malformed
	principal != ""
	privilege == ""
}

problem := sprintf("there is no role %q", [strangers[0]]) if {
	not malformed
	principal != ""
	privilege != ""
	brings_roles
}

strangers := [role | some role in input.roles; not table.roles[role]]

malformed := "the request cannot be read: it must be an object" if not is_object(input)

malformed := sprintf("the request cannot be read: unknown key %q", [min(unknown)]) if count(unknown) > 0

malformed := sprintf("the request cannot be read: %s must be of another kind", [min(misfits)]) if {
	is_object(input)
	count(unknown) == 0
	count(misfits) > 0
}

unknown contains key if some key in keys - {"principal", "roles", "privilege", "database", "collection", "attributes"}

unknown contains sprintf("attributes.%s", [key]) if {
	is_object(input.attributes)
	some key in object.keys(input.attributes) - {"principal", "resource", "request"}
}

misfits contains key if {
	some key in {"principal", "privilege", "database", "collection"} & keys
	not is_string(input[key])
}

misfits contains "roles" if {
	brings_roles
	not list_of_strings(input.roles)
}

misfits contains "attributes" if {
	"attributes" in keys
	not is_object(input.attributes)
}

misfits contains sprintf("attributes.%s", [key]) if {
	some key, value in input.attributes
	not is_object(value)
}

list_of_strings(value) if {
	is_array(value)
	every element in value {
		is_string(element)
	}
}

# The roles that count.

# A token holds what it is bound to and nothing that everyone holds.
roles contains role if {
	not startswith(principal, "token:")
	some role in table.implicit
}

roles contains role if {
	brings_roles
	some role in input.roles
}

roles contains member.role if {
	not brings_roles
	some member in table.members[principal]
	not expired(member)
	in_project(member)
}

expired(member) if member.until <= time.now_ns()

in_project(member) if not member.project

in_project(member) if member.project == input.attributes.resource.project

# The rows that cover what is asked, by role and scope: [place in the table, role, source, condition].
# References to the table are written out to the end, so that OPA looks rows up.

first := min(unconditional)

first := held[0] if count(unconditional) == 0

unconditional := [[row[0], role, row[1], ""] |
	some role in roles
	some d in databases
	some c in collections
	row := table.rows[role][d][c][privilege]
]

conditional := sort([[row[0], role, row[1], row[2]] |
	some role in roles
	some d in databases
	some c in collections
	some row in table.conditional[role][d][c][privilege]
])

held := [row | some row in conditional; holds[row[3]]]

databases := {database, "*"}

collections := {collection, "*"}

# Why nothing allows it.

denial := concat("", [subject, sprintf(" %q on ", [privilege]), place, sprintf("database %q", [database]), because, misspelt])

of := "the request" if brings_roles

of := sprintf("%q", [principal]) if not brings_roles

subject := sprintf("%s has no role, so none grants", [of]) if count(roles) == 0

subject := sprintf("no role of %s (%s%s) grants", [of, concat(", ", [sprintf("%q", [role]) | some role in array.slice(sort(roles), 0, 5)]), more]) if count(roles) > 0

more := "" if count(roles) <= 5

more := sprintf(" and %d more", [count(roles) - 5]) if count(roles) > 5

place := "" if collection == ""

place := sprintf("collection %q of ", [collection]) if collection != ""

because := "" if count(causes) == 0

because := concat("", [": ", concat("; ", causes)]) if count(causes) > 0

causes := array.concat([cause | some i, cause in doubts; not doubts[i - 1] == cause], lapsed)

doubts := [sprintf("role %q does while condition %q holds, %s", [row[1], row[3], doubt(row[3])]) | some row in conditional]

doubt(condition) := "and it is false" if fails[condition]

doubt(condition) := sprintf("which cannot be told: it needs rolecall's own engine: %s", [table.engine_only[condition]])

doubt(condition) := "which cannot be told: an attribute is missing or is of another kind" if {
	not fails[condition]
	not table.engine_only[condition]
}

lapsed := [lapse(member) |
	not brings_roles
	some member in table.members[principal]
	covers(member.role)
	lapse(member)
]

covers(role) if {
	some d in databases
	some c in collections
	table.rows[role][d][c][privilege]
}

covers(role) if {
	some d in databases
	some c in collections
	table.conditional[role][d][c][privilege]
}

lapse(member) := sprintf("the binding to role %q at %s expired at %s", [member.role, member.source, member.expires]) if expired(member)

lapse(member) := sprintf("the binding to role %q at %s is for project %q, %s", [member.role, member.source, member.project, project]) if {
	not expired(member)
	not in_project(member)
}

asked_project := object.get(object.get(object.get(input, "attributes", {}), "resource", {}), "project", null)

project := "and the request has no attribute resource.project" if asked_project == null

project := sprintf("and the request's resource.project is %q", [asked_project]) if is_string(asked_project)

project := "and the request's resource.project is not a string" if {
	asked_project != null
	not is_string(asked_project)
}

misspelt := "" if table.privileges[privilege]

misspelt := sprintf("; no row of the bundle names privilege %q", [privilege]) if not table.privileges[privilege]

# What conditions read: undefined where it is missing, of another kind or too long.

attribute(namespace, name) := input.attributes[namespace][name]

# Bytes, of which hexadecimal has two digits each.
bounded(value, most) := value if {
	is_string(value)
	count(hex.encode(value)) <= 2 * most
}

boolean(value) := value if is_boolean(value)

# Numbers of up to 15 digits are told apart alike by decimals and by floating point.
number(value) := value if {
	is_number(value)
	text := json.marshal(value)
	count(text) <= 15
	regex.match(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`, text)
}

texts(value, most, longest) := value if {
	is_array(value)
	count(value) <= most
	every element in value {
		bounded(element, longest)
	}
}

# OPA takes a network for an address; rolecall does not.
address(value) := value if {
	is_string(value)
	contains(value, "/") == false
}

request_time := time.parse_rfc3339_ns(input.attributes.request.time)

request_time := time.now_ns() if not "time" in object.keys(object.get(object.get(input, "attributes", {}), "request", {}))

weekday := {"Sunday": 0, "Monday": 1, "Tuesday": 2, "Wednesday": 3, "Thursday": 4, "Friday": 5, "Saturday": 6}

# The conditions of the policy: whether each is true, and whether it is false. Where it is neither it cannot be told.

holds[""] := false

fails[""] := false
