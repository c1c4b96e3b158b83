/*
 * A day at Riverside and Hillside, as data: who says what to whom, in order. No real patient, no real clinician.
 * A scene opens a case or topic; its steps follow in that thread as [person, command, arguments].
 */

/** The nth test patient: a valid number of the range kept for tests. */
function patient(n, name, birthDate) {
  for (let serial = 1, found = 0; ; serial += 1) {
    const digits = `999${String(serial).padStart(6, '0')}`;
    const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check === 10) continue;
    found += 1;
    if (found === n) return { nhs_number: digits + check, name: `TESTPATIENT, ${name}`, birth_date: birthDate };
  }
}

const ADVICE = 'ADVICE_ONLY_NO_REFERRAL_RECOMMENDED';
const ADVICE_FIRST = 'ADVICE_FOLLOWED_BY_REFERRAL_IF_REQUIRED';
const PLEASE_REFER = 'REFERRAL_RECOMMENDED';

export const SCENES = [
  {
    key: 'af',
    by: 'a.khan',
    to: 'e.okafor',
    patient: patient(1, 'Alex (Mr)', '1954-06-02'),
    title: 'New atrial fibrillation, rate controlled',
    question:
      'Found on a routine pulse check, 84/min, no symptoms. Blood pressure 138/82. CHA2DS2-VASc 2. I have started ' +
      'nothing yet. Is an echo needed before anticoagulation?',
    urgency: 'routine',
    intent: 'would_refer',
    steps: [
      [
        'e.okafor',
        'case.answer',
        {
          answer: 'No echo is needed first. Start a direct oral anticoagulant now.',
          in_primary_care:
            'Apixaban 5 mg twice a day after renal function. Bisoprolol only if the resting rate is over 110.',
          would_change_my_mind: 'Breathlessness, a murmur, or a rate that stays above 110.',
          next_actor: 'GP',
          recommendation: ADVICE,
        },
      ],
      ['a.khan', 'message.send', { body: 'Thank you. Renal function is normal, started today.' }],
      ['a.khan', 'case.close', { outcome: 'managed_in_primary_care' }],
    ],
  },
  {
    key: 'mole',
    by: 'c.lewis',
    to: 'f.rossi',
    patient: patient(2, 'Robin (Ms)', '1979-11-20'),
    title: 'Pigmented lesion on the calf, 6 mm',
    question:
      'Seen at a dressing appointment. Two colours, slightly irregular edge, present for years, no bleeding. ' +
      'Dermoscopy picture is in the record. Two week wait or reassurance?',
    urgency: 'urgent',
    intent: 'would_refer',
    steps: [
      [
        'f.rossi',
        'case.request_information',
        { body: 'Has it changed in the last three months, and is there a family history?' },
      ],
      ['c.lewis', 'message.send', { body: 'Darker since the summer. A brother had a melanoma at 50.' }],
      [
        'f.rossi',
        'case.answer',
        {
          answer: 'Change with that family history: please refer on the suspected cancer pathway.',
          would_change_my_mind: 'Nothing before it has been seen.',
          next_actor: 'Practice nurse',
          recommendation: PLEASE_REFER,
        },
      ],
      ['a.khan', 'case.refer', { note: 'Suspected cancer pathway, sent today.' }],
      ['a.khan', 'case.close', { outcome: 'referred' }],
    ],
  },
  {
    key: 'eczema',
    by: 'b.osei',
    to: 'f.rossi',
    patient: patient(3, 'Jamie (Miss)', '2019-02-11'),
    title: 'Flexural eczema not settling with moderate steroid',
    question: 'Six weeks of clobetasone once a day and emollients. No infection. Next step before I refer?',
    urgency: 'routine',
    intent: 'would_refer',
    steps: [
      [
        'f.rossi',
        'case.answer',
        {
          answer: 'Step up for two weeks, then weekend treatment.',
          in_primary_care:
            'Mometasone once a day for 14 days to the flexures, then two days a week. 500 g emollient a week.',
          would_change_my_mind: 'Face or eyelids involved, or no better after four weeks.',
          next_actor: 'GP',
          recommendation: ADVICE_FIRST,
        },
      ],
      ['b.osei', 'case.close', { outcome: 'managed_in_primary_care', note: 'Review booked in four weeks.' }],
    ],
  },
  {
    key: 'wheeze',
    by: 'b.osei',
    to: 'g.patel',
    patient: patient(4, 'Charlie (Master)', '2022-09-30'),
    title: 'Viral wheeze, third episode this winter',
    question: 'Well between episodes, no eczema, parents do not smoke. Would you start a preventer?',
    urgency: 'routine',
    intent: 'unsure',
    steps: [
      [
        'g.patel',
        'case.answer',
        {
          answer: 'A trial of eight weeks of low dose inhaled steroid is reasonable, then stop and see.',
          in_primary_care:
            'Beclometasone 100 micrograms twice a day through a spacer, technique shown to both parents.',
          next_actor: 'GP',
          recommendation: ADVICE,
        },
      ],
      ['b.osei', 'case.close', { outcome: 'managed_in_primary_care' }],
    ],
  },
  {
    key: 'copd',
    by: 'c.lewis',
    to: 'h.silva',
    patient: patient(5, 'Sam (Mrs)', '1949-04-17'),
    title: 'COPD, two exacerbations in six months on dual therapy',
    question: 'Eosinophils 0.4. FEV1 54 per cent. Inhaler technique checked. Triple therapy now, or clinic?',
    urgency: 'routine',
    intent: 'would_refer',
    steps: [
      [
        'h.silva',
        'case.answer',
        {
          answer: 'Triple therapy. She does not need to come.',
          in_primary_care:
            'Switch to a single triple inhaler, refer to pulmonary rehabilitation, sputum at the next flare.',
          would_change_my_mind: 'Haemoptysis, weight loss or oxygen saturation below 92 per cent at rest.',
          next_actor: 'Practice nurse',
          recommendation: ADVICE,
        },
      ],
      ['c.lewis', 'case.close', { outcome: 'managed_in_primary_care' }],
    ],
  },
  {
    key: 'headache',
    by: 'a.khan',
    to: 'i.novak',
    patient: patient(6, 'Morgan (Ms)', '1991-08-08'),
    title: 'Migraine fifteen days a month, two preventers failed',
    question:
      'Propranolol and amitriptyline at full dose for three months each. Normal examination and discs. Options before ' +
      'your waiting list?',
    urgency: 'routine',
    intent: 'would_refer',
    steps: [
      ['i.novak', 'case.request_information', { body: 'How many days a month does she take a triptan or codeine?' }],
    ],
  },
  {
    key: 'hearing',
    by: 'b.osei',
    to: 'j.adeyemi',
    patient: patient(7, 'Taylor (Mr)', '1966-01-25'),
    title: 'Sudden hearing loss on one side since this morning',
    question: 'Weber to the left, drum normal, no vertigo. Steroids from me now?',
    urgency: 'urgent',
    intent: 'would_refer',
    steps: [
      [
        'j.adeyemi',
        'case.answer',
        {
          answer: 'Yes, today. I will see him tomorrow at 8:30 in the clinic.',
          in_primary_care: 'Prednisolone 1 mg/kg, at most 60 mg, first dose now.',
          next_actor: 'ENT',
          recommendation: PLEASE_REFER,
        },
      ],
      ['b.osei', 'case.refer', { note: 'Urgent clinic, agreed with Ms Adeyemi.' }],
      ['b.osei', 'case.close', { outcome: 'referred' }],
    ],
  },
  {
    key: 'falls',
    by: 'd.moore',
    to: 'k.byrne',
    patient: patient(8, 'Lee (Mrs)', '1938-12-01'),
    title: 'Three falls in a month, eleven medicines',
    question:
      'Lying and standing pressure drops 30 mmHg. On doxazosin, bendroflumethiazide and amitriptyline. What would you ' +
      'stop first?',
    urgency: 'routine',
    intent: 'would_refer',
    steps: [
      [
        'k.byrne',
        'case.answer',
        {
          answer: 'Stop doxazosin and amitriptyline this week, the thiazide two weeks later.',
          in_primary_care: 'Standing pressure weekly, bone protection, strength and balance class.',
          would_change_my_mind: 'A fall with loss of consciousness.',
          next_actor: 'GP',
          recommendation: ADVICE,
        },
      ],
      ['d.moore', 'case.close', { outcome: 'investigate_first', note: 'Blood tests first, then decide.' }],
      ['d.moore', 'case.reopen', { reason: 'Blood tests are normal; the medicine changes were enough.' }],
      ['d.moore', 'case.close', { outcome: 'managed_in_primary_care' }],
    ],
  },
  {
    key: 'chestpain',
    by: 'd.moore',
    to: 'e.okafor',
    patient: patient(9, 'Kim (Mr)', '1958-03-03'),
    title: 'Exertional chest tightness for three weeks',
    question: 'Two flights of stairs, settles in a minute. ECG normal. Is CT angiography open to us directly?',
    urgency: 'urgent',
    intent: 'would_refer',
    steps: [
      [
        'e.okafor',
        'case.answer',
        {
          answer: 'Yes, through the rapid access clinic. Aspirin and a statin meanwhile.',
          next_actor: 'GP',
          recommendation: PLEASE_REFER,
        },
      ],
      ['d.moore', 'case.refer', {}],
    ],
  },
  {
    key: 'palpitations',
    by: 'a.khan',
    to: 'e.okafor',
    patient: patient(10, 'Ash (Ms)', '1987-07-14'),
    title: 'Palpitations, normal ECG and blood tests',
    question: 'Seconds at a time, at rest. Family history of sudden death in an uncle aged 40. Monitor or clinic?',
    urgency: 'urgent',
    intent: 'would_refer',
    steps: [],
  },
  {
    key: 'rash',
    by: 'b.osei',
    to: 'f.rossi',
    patient: patient(11, 'Drew (Mr)', '1973-05-05'),
    title: 'Widespread itchy rash after a new antibiotic',
    question: 'Day four of flucloxacillin, no fever, mouth and eyes clear. Anything more than stopping it?',
    urgency: 'urgent',
    intent: 'would_not_refer',
    steps: [],
  },
  {
    key: 'tremor',
    by: 'd.moore',
    to: 'k.byrne',
    patient: patient(12, 'Pat (Mr)', '1941-10-10'),
    title: 'Tremor and slowing in a care home resident',
    question: 'On metoclopramide for five months. Stop and wait, or a specialist opinion now?',
    urgency: 'routine',
    intent: 'unsure',
    steps: [],
  },
  {
    key: 'inhalers',
    by: 'h.silva',
    to: 'h.silva',
    isTopic: true,
    neighbour: 'c.lewis',
    title: 'Lower carbon inhalers: what to switch first',
    body: 'Half of our salbutamol use could be dry powder. Which of your patients would you start with?',
    steps: [
      ['c.lewis', 'message.send', { body: 'Those on a regular combination inhaler already: they know the technique.' }],
      ['h.silva', 'message.send', { body: 'Agreed. I will bring placebo devices to the next team meeting.' }],
    ],
  },
  {
    key: 'frailty',
    by: 'k.byrne',
    to: 'k.byrne',
    isTopic: true,
    neighbour: 'a.khan',
    title: 'Falls clinic moves to the community hospital in January',
    body: 'Same days, same team. Transport can be booked with the referral.',
    steps: [['a.khan', 'message.send', { body: 'Good to know, told the reception team.' }]],
  },
];

/** Who uses which transport, so that the day crosses both all the time. */
export const OVER_MQTT = new Set(['b.osei', 'd.moore', 'f.rossi', 'h.silva', 'j.adeyemi']);
